package io.yardang.testbase.cli;

import io.yardang.testbase.bench.GeneratedSection;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option --write, shared by the benchmarks whose results go into a document. */
final class WriteOption {
  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write or replace the generated section of this file, such as BENCHMARKS.md.")
  private Path file;

  /** Makes the text of the section and writes it, if that was asked for. */
  void write(String title, Section section) throws IOException {
    if (file != null) {
      GeneratedSection.write(file, title, section.text());
    }
  }

  /** The text below the title. */
  interface Section {
    String text() throws IOException;
  }
}
