package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills, with SIGKILL, a process that appends; what it acknowledged must be there, once, in order.
 */
class JournalKillTest {
  private static final UUID STREAM = new UUID(5, 6);

  private static final long START_MS = 480_000L * 3_600_000;
  private static final long MS_PER_RECORD = 1_000;

  @TempDir Path root;

  @Test
  @Timeout(120)
  void shouldKeepWhatWasAcknowledgedWhenTheWriterIsKilled() throws Exception {
    Path dir = root.resolve("gw");
    long acked = 0;
    for (int round = 0; round < 3; round++) {
      Process child = startAppender(dir);
      try (BufferedReader acks =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        for (int ack = 0; ack < 2000; ack++) {
          String line = acks.readLine();
          assertThat(line).as("the child writes acks").isNotNull();
          acked = Long.parseLong(line);
        }
        // By its handle, since Process.destroyForcibly would close the pipe that we still read.
        child.toHandle().destroyForcibly();
        for (String line = acks.readLine(); line != null; line = acks.readLine()) {
          // The last line may be cut, which makes a smaller number of it.
          acked = line.isEmpty() ? acked : Math.max(acked, Long.parseLong(line));
        }
      }
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

      List<Long> seqs;
      try (JournalReader reader = LocalJournalReader.open(dir)) {
        seqs = JournalTest.readAll(reader).stream().map(JournalRecord::seq).toList();
      }
      assertThat((long) seqs.size()).as("round %d", round).isGreaterThanOrEqualTo(acked);
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
      try (JournalWriter writer = JournalWriter.open(dir, JournalSettings.SMALL, () -> START_MS)) {
        assertThat(writer.durableSeq(STREAM)).isEqualTo(seqs.size());
      }
    }
    assertThat(CycleFile.list(dir)).as("new files began between the kills").hasSizeGreaterThan(6);
  }

  private static Process startAppender(Path dir) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--") || flag.startsWith("-Dchronicle")) {
        command.add(flag);
      }
    }
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Appender.class.getName(), dir.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Appends entries of ten records until it is killed; prints each durable seq, a multiple of 10.
   * Its clock runs so fast that a new file begins every few hundred entries.
   */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) {
      AtomicLong clockMs = new AtomicLong(START_MS);
      try (JournalWriter writer =
          JournalWriter.open(Path.of(args[0]), JournalSettings.SMALL, clockMs::get)) {
        JournalEntry entry = new JournalEntry();
        long seq = writer.durableSeq(STREAM);
        while (true) {
          entry.begin(RecordKind.FRAME, "VX-12", STREAM);
          for (int record = 0; record < 10; record++) {
            seq++;
            entry.add(seq, seq, new byte[100]);
          }
          clockMs.set(START_MS + seq * MS_PER_RECORD);
          writer.append(entry, 1);
          System.out.println(seq);
        }
      }
    }
  }
}
