package io.yardang.streamjobs.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.source.JournalRecordSerializer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that can be opened, but whose state this version cannot read. */
@SuppressWarnings("try") // The service works while it is open; nobody calls it.
class UnusableCheckpointTest {
  private static final String LAYOUT = "JournalRecordSerializer$Snapshot\0\0\0";
  private static final char PRESENT =
      (char) JournalRecordSerializer.INSTANCE.snapshotConfiguration().getCurrentVersion();
  private static final char NEWER = (char) (PRESENT + 1);

  @TempDir Path directory;

  @Test
  void shouldScoreFromTheJournalsWhenANewerVersionWroteTheCheckpoints() throws Exception {
    try (DayUnderFire day = new DayUnderFire(directory)) {
      ScoringConfig config = day.parallel(1);
      day.driveTo(70);
      try (var service = ScoringService.start(config)) {
        day.awaitCheckpointAfterNewResult();
      }
      for (Path checkpoint : Checkpoints.newestFirst(config.checkpoints())) {
        asOfANewerVersion(checkpoint);
      }
      day.driveToEnd();
      try (var service = ScoringService.start(config)) {
        day.assertReportsAreWholeAndUndisturbed("checkpoints of a newer version");
      }
    }
  }

  /** Raises the version of a layout in the state's files, as a newer job would have written it. */
  private static void asOfANewerVersion(Path checkpoint) throws IOException {
    int raised = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoint)) {
      for (Path file : files) {
        String bytes = Files.readString(file, ISO_8859_1);
        raised += bytes.contains(LAYOUT + PRESENT) ? 1 : 0;
        Files.writeString(file, bytes.replace(LAYOUT + PRESENT, LAYOUT + NEWER), ISO_8859_1);
      }
    }
    assertThat(raised).isPositive();
  }
}
