package io.yardang.testbase.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a Markdown file that a program writes, between two comments; what people wrote around
 * it stays.
 */
public final class GeneratedSection {
  private GeneratedSection() {}

  /** Replaces the section of that title, or adds it at the end; makes the file if there is none. */
  public static void write(Path file, String title, String body) throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : "# Benchmarks\n";
    Files.writeString(file, replace(before, title, body));
  }

  static String replace(String text, String title, String body) {
    String begin = "<!-- generated: " + title + " -->\n";
    String end = "<!-- end: " + title + " -->\n";
    String section = begin + "## " + title + "\n\n" + body.stripTrailing() + "\n" + end;
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      return text.stripTrailing() + "\n\n" + section;
    }
    return text.substring(0, from) + section + text.substring(to + end.length());
  }
}
