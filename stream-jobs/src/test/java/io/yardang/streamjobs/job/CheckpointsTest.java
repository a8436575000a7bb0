package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final int ROUNDS = 2_000;

  @TempDir Path directory;

  @Test
  void shouldGiveCompleteOnesTheNewestFirst() throws IOException {
    Path old = complete("job-2", "chk-9", 1_000);
    Path newest = complete("job-1", "chk-2", 3_000);
    Path middle = complete("job-1", "chk-1", 2_000);
    Files.createDirectories(directory.resolve("job-1").resolve("chk-3"));
    Files.writeString(directory.resolve("notes.txt"), "no job's");
    Files.createFile(Files.createDirectories(directory.resolve("job-3")).resolve("chk-1"));

    assertThat(Checkpoints.newestFirst(directory)).containsExactly(newest, middle, old);
    assertThat(Checkpoints.newest(directory)).contains(newest);
    assertThat(Checkpoints.newestFirst(directory.resolve("nowhere"))).isEmpty();
  }

  @Test
  void shouldReadWhileAJobWritesThere() throws Exception {
    Path kept = complete("job", "chk-1", 1_000);
    Path other = Files.createDirectories(directory.resolve("job").resolve("chk-2"));
    CompletableFuture<Void> job =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < ROUNDS; i++) {
                  Path begun = Files.createFile(other.resolve("._metadata.inprogress." + i));
                  Files.move(begun, other.resolve("_metadata"));
                  Files.delete(other.resolve("_metadata"));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    while (!job.isDone()) {
      assertThat(Checkpoints.newestFirst(directory)).contains(kept);
    }
    job.get();
  }

  private Path complete(String job, String name, long writtenAtMs) throws IOException {
    Path checkpoint = Files.createDirectories(directory.resolve(job).resolve(name));
    Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAtMs));
    return checkpoint;
  }
}
