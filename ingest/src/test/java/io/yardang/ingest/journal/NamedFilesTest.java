package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
  private static final long CYCLE = 480_000;

  @TempDir Path dir;
  private final WatchedDisk disk = new WatchedDisk();
  private NamedFiles files;

  @BeforeEach
  void open() {
    files = new NamedFiles(dir, disk, JournalSettings.Roll.HOURLY.cycle());
  }

  @Test
  void shouldForceANameOnlyOnceWhenItWasMadeAhead() throws Exception {
    files.makeAhead(CYCLE);
    assertThat(disk.forced).hasSize(1);
    assertThat(files.make(CYCLE)).exists();
    assertThat(disk.forced).hasSize(1);
  }

  @Test
  void shouldForceTheNameAgainWhenTheFileMadeAheadWasDeletedMeanwhile() throws Exception {
    files.makeAhead(CYCLE);
    Files.delete(files.made(CYCLE));
    assertThat(files.make(CYCLE)).exists();
    assertThat(disk.forced).hasSize(2);
  }

  @Test
  void shouldKeepNoFileBesidesTheOneThatBeginsNow() throws Exception {
    files.makeAhead(CYCLE + 1);
    assertThat(files.make(CYCLE)).exists();
    assertThat(files.made(CYCLE + 1)).doesNotExist();
    assertThat(files.make(CYCLE + 1)).exists();
    assertThat(disk.forced).hasSize(3);
  }
}
