package io.yardang.testbase.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path dir;

  @Test
  void shouldDeleteAFolderWithAllThatIsInItAndMindNoneThatIsNotThere() throws Exception {
    Path folder = dir.resolve("left-over");
    Files.createDirectories(folder.resolve("deeper"));
    Files.writeString(folder.resolve("deeper/file"), "data");

    Folders.delete(folder);
    Folders.delete(folder);

    assertThat(folder).doesNotExist();
  }
}
