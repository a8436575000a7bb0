package io.yardang.testbase.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.testbase.torture.SystemCalls.Call;
import io.yardang.v1.AckLevel;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of level DISK, seen from outside: the system calls of a gateway in a process of its
 * own. The queue's writes go through memory and are no calls, so each client here has one frame on
 * its way at a time: what is forced behind the read of a frame, at its session's request, holds it.
 */
class ForceBeforeAckTest {
  private static final int FRAMES = 40;
  private static final int VEHICLES = 16;

  @TempDir Path scratch;

  @Test
  @Timeout(180)
  void shouldForceTheJournalBeforeEachAckAndManyAcksWithOneForceUnderLoad() throws Exception {
    assumeThat(SystemCalls.unavailable()).isEmpty();
    Path trace = scratch.resolve("trace");
    int port = GatewayProcess.freePort();
    try (GatewayProcess gateway =
        GatewayProcess.startUnder(
            SystemCalls.watcher(trace),
            scratch.resolve("data"),
            port,
            scratch.resolve("gateway.log"),
            GatewayProcess.level(AckLevel.ACK_LEVEL_DISK))) {
      gateway.awaitListening();
      driveOneByOne(port, 0);
      driveTogether(port);
    }

    List<Call> calls = SystemCalls.read(trace);
    Map<String, List<Call>> sessions = sessions(calls);
    assertThat(sessions).as("each by its socket").hasSize(1 + VEHICLES);
    sessions.forEach(
        (socket, answers) -> {
          assertThat(answers).as("a Welcome, and an Ack per frame").hasSize(1 + FRAMES);
          List<Call> unforced = SystemCalls.answersWithoutForce(calls, socket);
          // A Welcome of a new stream needs no force: nothing of it is in the journal.
          assertThat(unforced).isSubsetOf(List.of(answers.get(0)));
        });
    long beganUs =
        sessions.values().stream().skip(1).mapToLong(ForceBeforeAckTest::first).min().orElseThrow();
    long forces =
        calls.stream().filter(call -> call.isForce() && call.startUs() >= beganUs).count();
    assertThat(forces)
        .as("forces for %d acks", VEHICLES * FRAMES)
        .isPositive()
        .isLessThan(VEHICLES * FRAMES / 2);
    assertThat(readable()).isEqualTo((1 + VEHICLES) * FRAMES);
  }

  private int readable() {
    int frames = 0;
    Path journal = GatewayProcess.journalIn(scratch.resolve("data"));
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      while (reader.poll().isPresent()) {
        frames++;
      }
    }
    return frames;
  }

  @Test
  void shouldSeeAnAckThatDoesNotWait() {
    List<Call> calls =
        Stream.of(
                "1.000100 read(9<socket:[7]>, \"\"..., 512) = 20 <0.000010>",
                "1.000150 fdatasync(5</data/20261124-11F.cq4>) = 0 <0.000200>",
                "1.000300 write(9<socket:[7]>, \"\"..., 9) = 9 <0.000010>",
                "1.000400 read(9<socket:[7]>, \"\"..., 512) = 20 <0.000010>",
                "1.000450 fdatasync(5</data/20261124-11F.cq4>) = 0 <0.000020>",
                "1.000500 write(9<socket:[7]>, \"\"..., 9) = 9 <0.000010>",
                "1.000600 fdatasync(5</data/20261124-11F.cq4>) = 0 <0.000300>",
                "1.000700 read(9<socket:[7]>, \"\"..., 512) = 20 <0.000010>",
                "1.000720 fdatasync(5</data/20261124-11F.cq4>) = -1 EIO (I/O error) <0.000010>",
                "1.000950 write(9<socket:[7]>, \"\"..., 9) = 9 <0.000010>")
            .map(line -> SystemCalls.parse(line).orElseThrow())
            .toList();
    assertThat(SystemCalls.answersWithoutForce(calls, "9<socket:[7]>"))
        .extracting(Call::startUs)
        .as("before the end of a force; after one that began too early, and one that failed")
        .containsExactly(1_000_300L, 1_000_950L);
  }

  /** The writes to each socket on which something was read, in the order of the sessions. */
  private static Map<String, List<Call>> sessions(List<Call> calls) {
    List<String> read =
        calls.stream()
            .filter(c -> c.isOfSocket() && c.isRead())
            .map(Call::file)
            .distinct()
            .toList();
    return read.stream()
        .collect(
            Collectors.toMap(
                socket -> socket,
                socket ->
                    calls.stream().filter(c -> c.file().equals(socket) && c.isWrite()).toList(),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  private static long first(List<Call> answers) {
    return answers.get(0).startUs();
  }

  private static void driveTogether(int port) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(VEHICLES);
    try {
      List<Callable<Void>> drives = new ArrayList<>();
      for (int vehicle = 1; vehicle <= VEHICLES; vehicle++) {
        int number = vehicle;
        drives.add(
            () -> {
              driveOneByOne(port, number);
              return null;
            });
      }
      for (Future<Void> drive : threads.invokeAll(drives)) {
        drive.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void driveOneByOne(int port, int vehicle) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      hello(vehicle).writeTo(socket);
      assertThat(ServerMessage.parseDelimitedFrom(socket.getInputStream()).hasWelcome()).isTrue();
      for (long seq = 1; seq <= FRAMES; seq++) {
        new Message(
                ClientMessage.newBuilder()
                    .setFrame(TelemetryFrame.newBuilder().setSeq(seq).setSampleTimeUnixNs(seq))
                    .build())
            .writeTo(socket);
        ServerMessage answer = ServerMessage.parseDelimitedFrom(socket.getInputStream());
        assertThat(answer.getAck().getDurableSeq()).isEqualTo(seq);
        assertThat(answer.getAck().getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_DISK);
      }
    }
  }

  private static Message hello(int vehicle) {
    ByteBuffer id = ByteBuffer.allocate(16).putLong(77).putLong(vehicle).flip();
    return new Message(
        ClientMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(1)
                    .setRole(Role.ROLE_VEHICLE)
                    .setSenderId("VX-" + vehicle)
                    .setStreamId(ByteString.copyFrom(id)))
            .build());
  }

  /** In one write, so that the gateway gets it with one read. */
  private record Message(ClientMessage message) {
    void writeTo(Socket socket) throws IOException {
      var bytes = new ByteArrayOutputStream();
      message.writeDelimitedTo(bytes);
      socket.getOutputStream().write(bytes.toByteArray());
    }
  }
}
