package io.yardang.testbase.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalFullException;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.testbase.Eventually;
import io.yardang.testbase.bench.server.Commands;
import io.yardang.v1.Reject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vehicle fills the real, small file system of a gateway in a process of its own. */
class FullDiskTest {
  private static final long IMAGE_BYTES = 128L << 20;
  private static final long BALLAST_BYTES = 72L << 20;
  // About 30 MB of frames on 128 MB less the ballast and what ext4 takes: it gets full on the way.
  private static final long FRAMES = 330_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final UUID STREAM = new UUID(31, 32);

  @TempDir Path scratch;
  private final TortureFrames frames = new TortureFrames(20261125);
  private final Ledger ledger = new Ledger();

  @ParameterizedTest
  @ValueSource(strings = {"PAGE_CACHE", "DISK"})
  @Timeout(240)
  void shouldLoseNothingWhenTheDiskGetsFullAndGoOnOnceThereIsRoom(String level) throws Exception {
    assumeThat(LoopImage.unavailable(scratch)).isEmpty();
    int port = GatewayProcess.freePort();
    int adminPort = GatewayProcess.freePort();
    Path log = scratch.resolve("gateway.log");
    LoopImage image = LoopImage.create(scratch, IMAGE_BYTES);
    try {
      Path ballast = image.dir().resolve("ballast");
      Path data = image.dir().resolve("data");
      Commands.run("fallocate", "-l", Long.toString(BALLAST_BYTES), ballast.toString());
      try (GatewayProcess gateway =
          GatewayProcess.start(
              data,
              port,
              log,
              Map.of(
                  "YARDANG_GATEWAY_ACK_LEVEL",
                  level,
                  "YARDANG_GATEWAY_ADMIN_PORT",
                  Integer.toString(adminPort)))) {
        gateway.awaitListening();
        sendAll(port, adminPort, ballast, GatewayProcess.journalIn(data));
      }
      Verdict verdict = check(GatewayProcess.journalIn(data));
      assertThat(verdict.isClean()).as("%s", verdict).isTrue();
      assertThat(verdict.readable()).isEqualTo(FRAMES).isEqualTo(ledger.ackedFrames());
      assertThat(Files.readString(log))
          .containsOnlyOnce("ALARM: ")
          .containsOnlyOnce("ALARM over: ")
          .doesNotContain("InternalError", "SIGBUS", "No space left");
    } finally {
      image.close();
    }
  }

  @Test
  @Timeout(120)
  void shouldRefuseAnEntryBeforeItTouchesWhatTheDiskHasNoRoomFor() throws Exception {
    assumeThat(LoopImage.unavailable(scratch)).isEmpty();
    ledger.open(STREAM, "VX-1");
    LoopImage image = LoopImage.create(scratch, IMAGE_BYTES);
    try {
      Path ballast = image.dir().resolve("ballast");
      Path journal = image.dir().resolve("journal");
      Commands.run("fallocate", "-l", Long.toString(BALLAST_BYTES), ballast.toString());
      try (JournalWriter writer = JournalWriter.open(journal)) {
        appendUntilRefused(writer);
        long refused = writer.durableSeq(STREAM) + 1;
        assertThat(Files.getFileStore(journal).getUsableSpace()).isLessThan(16 << 20);
        for (int again = 0; again < 1_000; again++) {
          assertThatThrownBy(() -> append(writer, refused))
              .isInstanceOf(JournalFullException.class);
        }
        assertThat(check(journal).readable()).isEqualTo(refused - 1);

        Files.delete(ballast);
        Eventually.within(LIMIT, () -> assertThat(writer.room().shortage()).isEmpty());
        appendUntilRefused(writer);
        assertThat(writer.durableSeq(STREAM)).isGreaterThan(refused + 100);
        Verdict verdict = check(journal);
        assertThat(verdict.isClean()).as("%s", verdict).isTrue();
        assertThat(verdict.readable()).isEqualTo(writer.durableSeq(STREAM));
      }
    } finally {
      image.closeWhenUnused();
    }
  }

  private void appendUntilRefused(JournalWriter writer) {
    try {
      while (true) {
        append(writer, writer.durableSeq(STREAM) + 1);
      }
    } catch (JournalFullException e) {
      assertThat(e.getMessage()).contains("the journal is full");
    }
  }

  private void append(JournalWriter writer, long seq) {
    ledger.offered(STREAM, seq);
    byte[] frame = frames.frame(STREAM, seq).toByteArray();
    writer.append(
        new JournalEntry().begin(RecordKind.FRAME, "VX-1", STREAM).add(seq, seq, frame), seq);
    ledger.acked(STREAM, seq);
  }

  private void sendAll(int port, int adminPort, Path ballast, Path journal) throws Exception {
    ledger.open(STREAM, "VX-1");
    ClientConfig config =
        ClientConfig.vehicle("127.0.0.1", port, Optional.empty(), "VX-1", STREAM)
            .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100))
            .withBuffer(512 << 10, LIMIT);
    try (ClientLoops loops = ClientLoops.start(1);
        VehicleClient client =
            VehicleClient.connect(config, loops, new Noting(), InstantSource.system())) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                for (long seq = 1; seq <= FRAMES; seq++) {
                  ledger.offered(STREAM, seq);
                  client.send(frames.frame(STREAM, seq));
                }
              });
      Eventually.within(LIMIT, () -> assertThat(health(adminPort)).contains("short of room"));
      assertThat(sending).isNotDone();
      // Not one that was acknowledged is missing while the disk is full.
      Verdict whileFull = check(journal);
      assertThat(whileFull.isClean()).as("%s", whileFull).isTrue();
      assertThat(whileFull.readable()).isBetween(1L, FRAMES - 1);

      Files.delete(ballast);
      sending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(client.awaitAcked(LIMIT)).isTrue();
      assertThat(client.statistics().connections()).as("the session went on").isEqualTo(1);
      Eventually.within(LIMIT, () -> assertThat(health(adminPort)).startsWith("200"));
    }
  }

  private Verdict check(Path journal) {
    return JournalCheck.of(journal, frames, ledger.now());
  }

  private static String health(int adminPort) {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + "/health");
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private final class Noting implements ClientListener {
    @Override
    public void onConnected(long durableSeq) {
      ledger.acked(STREAM, durableSeq);
    }

    @Override
    public void onAcked(long durableSeq) {
      ledger.acked(STREAM, durableSeq);
    }

    @Override
    public void onRejected(Reject reject) {
      throw new AssertionError("refused a good frame: " + reject);
    }
  }
}
