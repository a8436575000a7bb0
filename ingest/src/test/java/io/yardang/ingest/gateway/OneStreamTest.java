package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However many connections claim one stream, one at a time appends to it. */
@Timeout(60)
class OneStreamTest {
  private static final UUID STREAM = new UUID(1, 1);

  @TempDir Path root;

  @Test
  void shouldLetTheNewestGoOnOnlyOnceNoEarlierOneCanAppend() {
    LiveSessions live = new LiveSessions(4);
    EmbeddedChannel oldest = channel();
    EmbeddedChannel middle = channel();
    EmbeddedChannel newest = channel();
    List<Future<Void>> claims = new ArrayList<>();
    for (EmbeddedChannel channel : List.of(oldest, middle, newest)) {
      claims.add(live.claim(STREAM, "VX-1", channel));
    }
    Future<Void> claimed = claims.get(2);

    // The event loop of the oldest is busy: what it was told waits.
    middle.runPendingTasks();
    newest.runPendingTasks();
    assertThat(Hangup.isUnderWay(oldest)).isFalse();
    assertThat(claimed.isDone()).isFalse();

    oldest.runPendingTasks();
    middle.runPendingTasks();
    newest.runPendingTasks();
    assertThat(Hangup.isUnderWay(oldest)).isTrue();
    assertThat(Hangup.isUnderWay(middle)).isTrue();
    assertThat(claimed.isSuccess()).isTrue();
    List.of(oldest, middle, newest).forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void shouldRefuseASeqThatWasLeftOutAndIsNotKept() throws Exception {
    try (JournalWriter journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
        VehicleGateway gateway =
            VehicleGateway.launch(GatewayConfig.plaintext(), journal, InstantSource.system())) {
      try (TestClient client = TestClient.plain(gateway.port())) {
        client.login(TestClient.hello("VX-1", STREAM));
        for (long seq : new long[] {1, 3}) {
          client.send(TestClient.frame(seq));
          client.awaitAck(seq);
        }
        client.send(TestClient.frame(2));
        assertThat(client.awaitReject(RejectReason.REJECT_REASON_BAD_SEQ).getSeq()).isEqualTo(2);
        client.send(TestClient.frame(1));
        client.awaitAck(3);
      }
      try (TestClient again = TestClient.plain(gateway.port())) {
        assertThat(again.login(TestClient.hello("VX-1", STREAM)).getDurableSeq()).isEqualTo(3);
        again.send(TestClient.frame(2));
        again.awaitReject(RejectReason.REJECT_REASON_BAD_SEQ);
        again.send(TestClient.frame(4));
        again.awaitAck(4);
      }
      assertThat(gateway.statistics().frames()).isEqualTo(3);
      assertThat(gateway.statistics().duplicates()).as("of seq 1").isEqualTo(1);
    }
  }

  @Test
  void shouldKnowWhatWasLeftOutHoweverOften() {
    LeftOutSeqs leftOut = new LeftOutSeqs(0);
    for (long seq = 10; seq < 10_000; seq += 10) {
      leftOut.leftOut(seq, seq + 1);
    }
    assertThat(leftOut.mayInclude(9990)).isTrue();
    assertThat(leftOut.mayInclude(9991)).isTrue();
    assertThat(leftOut.mayInclude(9992)).isFalse();
    assertThat(leftOut.mayInclude(9989)).isFalse();
    assertThat(leftOut.mayInclude(3)).as("too long ago to know").isTrue();
    assertThat(new LeftOutSeqs(7).mayInclude(7)).isTrue();
    assertThat(new LeftOutSeqs(7).mayInclude(8)).isFalse();
  }

  @Test
  void shouldTakeALongFrameRightBehindTheHelloAlsoWhenItTakesOver() throws Exception {
    try (JournalWriter journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
        VehicleGateway gateway =
            VehicleGateway.launch(GatewayConfig.plaintext(), journal, InstantSource.system())) {
      List<TestClient> clients = new ArrayList<>();
      for (long seq = 1; seq <= 3; seq++) {
        TestClient client = TestClient.plain(gateway.port());
        clients.add(client);
        byte[] frame =
            ParserBombTest.concat(
                TestClient.frame(seq).toByteArray(), ParserBombTest.field(4000, new byte[50_000]));
        byte[] hello = TestClient.hello("VX-1", STREAM).build().toByteArray();
        client.sendRaw(
            ParserBombTest.concat(
                ParserBombTest.delimited(ParserBombTest.field(ClientInput.HELLO, hello)),
                ParserBombTest.delimited(ParserBombTest.field(ClientInput.FRAME, frame))));
        assertThat(client.receive().hasWelcome()).isTrue();
        client.awaitAck(seq);
      }
      clients.forEach(TestClient::close);
    }
  }

  @Test
  void shouldKeepEverySeqOnceWhileManyConnectionsFightForTheStream() throws Exception {
    int connections = 8;
    int takeovers = 20;
    long frames = 50;
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try (JournalWriter journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL)) {
      try (VehicleGateway gateway =
          VehicleGateway.launch(GatewayConfig.plaintext(), journal, InstantSource.system())) {
        List<java.util.concurrent.Future<?>> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
          all.add(threads.submit(() -> takeOver(gateway.port(), takeovers, frames)));
        }
        for (java.util.concurrent.Future<?> one : all) {
          one.get(50, TimeUnit.SECONDS);
        }
        assertThat(gateway.ailments()).as("an append that the journal refused").isEmpty();
        assertThat(gateway.statistics().frames())
            .isEqualTo(journal.durableSeq(STREAM) - journal.ledger().of(STREAM).get().missing());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void takeOver(int port, int times, long frames) throws IOException {
    for (int i = 0; i < times; i++) {
      try (TestClient client = TestClient.plain(port)) {
        client.send(TestClient.hello("VX-1", STREAM));
        ServerMessage welcome = client.receive();
        if (welcome != null && welcome.hasWelcome()) {
          long durable = welcome.getWelcome().getDurableSeq();
          for (long seq = durable + 1; seq <= durable + frames; seq++) {
            client.send(TestClient.frame(seq));
          }
          client.receive();
        }
      } catch (IOException e) {
        // Another connection took over in the middle of it.
      }
    }
    return null;
  }

  private static EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    Hangup.counts(channel, new GatewayCounters());
    return channel;
  }
}
