package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway is told to end while a client sends as fast as it can. */
class ShutdownTest {
  private static final UUID STREAM = new UUID(51, 52);
  private static final long ACKED_BEFORE_SIGNAL = 20_000;
  private static final Duration BOUND = Duration.ofSeconds(5);

  @TempDir Path dir;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAGE_CACHE", "DISK"})
  void shouldAcknowledgeWhatItTookThenSayGoodbyeAndEndWithStatusZero(String level)
      throws Exception {
    Process first = start("gateway", "first.log", level);
    Sending sending = new Sending(port(first, "first.log"));
    CompletableFuture<Void> sender = CompletableFuture.runAsync(sending::sendUntilToldToStop);
    sending.readUntil(ACKED_BEFORE_SIGNAL);
    long signalledNs = System.nanoTime();
    first.destroy();
    sending.readToEnd();
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - signalledNs)).isLessThan(BOUND);
    sender.get(30, TimeUnit.SECONDS);

    assertThat(first.exitValue()).isZero();
    assertThat(sending.reason).isEqualTo(RejectReason.REJECT_REASON_SHUTTING_DOWN);
    List<Long> journaled = seqs();
    assertThat(journaled).isEqualTo(LongStream.rangeClosed(1, sending.acked).boxed().toList());
    assertCleanJsonLog("first.log");

    Process second = start("gateway", "second.log", level);
    try (Socket socket = connect(port(second, "second.log"))) {
      hello().writeDelimitedTo(socket.getOutputStream());
      ServerMessage welcome = ServerMessage.parseDelimitedFrom(socket.getInputStream());
      assertThat(welcome.getWelcome().getDurableSeq()).isEqualTo(sending.acked);
    }
  }

  @Test
  void shouldEndTheWholeTestBaseWithStatusZero() throws Exception {
    Process serve = start("serve", "serve.log", "PAGE_CACHE");
    assertThat(port(serve, "serve.log")).isPositive();
    serve.destroy();
    assertThat(serve.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(dir.resolve("serve.log")))
        .contains("Ctrl-C ends it")
        .doesNotContain("Exception", "ERROR", "failed");
    assertThat(serve.exitValue()).isZero();
  }

  @Test
  void shouldAnswerThatItIsNotReadyWhileItDrains() throws Exception {
    Process gateway = start("gateway", "drain.log", "PAGE_CACHE");
    try (Socket slow = connect(port(gateway, "drain.log"))) {
      hello().writeDelimitedTo(slow.getOutputStream());
      assertThat(ServerMessage.parseDelimitedFrom(slow.getInputStream()).hasWelcome()).isTrue();
      URI ready = URI.create(admin("drain.log") + "/ready");
      assertThat(status(ready)).isEqualTo(200);
      gateway.destroy();
      // This client does not leave at once: so long the gateway waits.
      Eventually.within(BOUND, () -> assertThat(status(ready)).isEqualTo(503));
    }
    assertThat(gateway.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static int status(URI uri) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String admin(String log) throws IOException {
    Matcher matcher =
        Pattern.compile("admin +(http://[0-9.:]+)").matcher(Files.readString(dir.resolve(log)));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** One client: a thread that sends, and the test's that reads. */
  private static final class Sending {
    private final Socket socket;
    private long acked;
    private volatile RejectReason reason = RejectReason.REJECT_REASON_UNSPECIFIED;

    Sending(int port) throws IOException {
      socket = connect(port);
      hello().writeDelimitedTo(socket.getOutputStream());
    }

    void sendUntilToldToStop() {
      try {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
        for (long seq = 1; reason == RejectReason.REJECT_REASON_UNSPECIFIED; seq++) {
          ClientMessage.newBuilder()
              .setFrame(TelemetryFrame.newBuilder().setSeq(seq).setSampleTimeUnixNs(seq))
              .build()
              .writeDelimitedTo(out);
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        // The gateway may close first.
        assertThat(reason).isNotEqualTo(RejectReason.REJECT_REASON_UNSPECIFIED);
      }
    }

    void readUntil(long seq) throws IOException {
      while (acked < seq) {
        assertThat(read()).isTrue();
      }
    }

    void readToEnd() throws IOException {
      while (read()) {
        assertThat(acked).isPositive();
      }
      socket.close();
    }

    private boolean read() throws IOException {
      ServerMessage message = ServerMessage.parseDelimitedFrom(socket.getInputStream());
      if (message == null) {
        return false;
      }
      acked = Math.max(acked, message.getAck().getDurableSeq());
      if (message.hasReject()) {
        reason = message.getReject().getReason();
      }
      return true;
    }
  }

  /** Every line of the log is an object; the one of the session names vehicle and stream. */
  private void assertCleanJsonLog(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve(name))) {
      if (line.startsWith("{")) {
        lines.add(new ObjectMapper().readTree(line));
      } else {
        assertThat(line).matches("(gateway|journal|admin) .*|Ctrl-C ends it\\.");
      }
    }
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.path("level").asText()).isEqualTo("INFO"))
        .anySatisfy(
            line -> {
              assertThat(line.path("formattedMessage").asText()).contains("SHUTTING_DOWN");
              assertThat(line.path("mdc").path("vehicle").asText()).isEqualTo("VX-12");
              assertThat(line.path("mdc").path("stream").asText()).isEqualTo(STREAM.toString());
            });
  }

  private List<Long> seqs() {
    List<Long> seqs = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(dir.resolve("data/journals/gw-1"))) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        seqs.add(next.get().seq());
      }
    }
    return seqs;
  }

  private static ClientMessage hello() {
    ByteBuffer id = ByteBuffer.allocate(16);
    id.putLong(STREAM.getMostSignificantBits()).putLong(STREAM.getLeastSignificantBits()).flip();
    return ClientMessage.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setProtocolVersion(1)
                .setRole(Role.ROLE_VEHICLE)
                .setSenderId("VX-12")
                .setStreamId(ByteString.copyFrom(id)))
        .build();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private int port(Process process, String log) {
    Pattern line = Pattern.compile("gateway +port ([0-9]+)");
    int[] port = new int[1];
    Eventually.within(
        Duration.ofSeconds(60),
        () -> {
          assertThat(process.isAlive()).isTrue();
          try {
            Matcher matcher = line.matcher(Files.readString(dir.resolve(log)));
            assertThat(matcher.find()).isTrue();
            port[0] = Integer.parseInt(matcher.group(1));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    return port[0];
  }

  private Process start(String what, String log, String level) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("yardang.jvm.flags").trim().split("\\s+", -1)));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.yardang.testbase.Yardang"));
    command.add(what);
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().put("YARDANG_DATA", dir.resolve("data").toString());
    builder.environment().put("YARDANG_GATEWAY_PORT", "0");
    builder.environment().put("YARDANG_GATEWAY_ADMIN_PORT", "0");
    builder.environment().put("YARDANG_GATEWAY_ACK_LEVEL", level);
    builder.environment().put("YARDANG_GATEWAY_PLAINTEXT", "true");
    builder.environment().put("YARDANG_CONSOLE_PORT", "0");
    builder.environment().put("YARDANG_QUESTDB_PORT", "0");
    builder.environment().put("YARDANG_LOG_FORMAT", "json");
    Process process =
        builder.redirectErrorStream(true).redirectOutput(dir.resolve(log).toFile()).start();
    processes.add(process);
    return process;
  }
}
