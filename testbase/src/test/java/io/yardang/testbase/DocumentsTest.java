package io.yardang.testbase;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of this project's files. */
class DocumentsTest {
  // Tests run in their module's folder.
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w+(?:Test|IT)\\b");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:)([^)#\\s]+)");

  @Test
  void shouldNameOnlyTestsThatExist() throws IOException {
    Set<String> existing;
    try (Stream<Path> files = Files.walk(PROJECT)) {
      existing =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
              .collect(toSet());
    }

    Set<String> named = allMatches(TEST, 0);
    assertThat(named).contains("TortureTest");
    assertThat(existing).containsAll(named);
  }

  @Test
  void shouldLinkOnlyToFilesThatExist() throws IOException {
    Set<String> links = allMatches(LINK, 1);

    assertThat(links).contains("ARCHITECTURE.md");
    assertThat(links).allSatisfy(link -> assertThat(PROJECT.resolve(link)).exists());
  }

  private static Set<String> allMatches(Pattern pattern, int group) throws IOException {
    Set<String> all = new TreeSet<>();
    for (String name : Set.of("README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG")) {
      String text = Files.readString(PROJECT.resolve(name + ".md"));
      pattern
          .matcher(text)
          .results()
          .map((MatchResult found) -> found.group(group))
          .forEach(all::add);
    }
    return all;
  }
}
