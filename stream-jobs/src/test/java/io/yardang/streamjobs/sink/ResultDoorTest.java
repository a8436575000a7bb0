package io.yardang.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.v1.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results handed in over the network, up to the result journal. */
class ResultDoorTest {
  private static final UUID WRITER = new UUID(1, 1);
  private static final UUID LATER_WRITER = new UUID(2, 2);

  @TempDir Path directory;

  @Test
  void shouldTakeWhatIsSentAgainOnce() throws Exception {
    try (ResultDoor door = plaintext(0)) {
      new ResultClient(endpoint(door), WRITER).handIn(results("a", "b"), 2);
      // Its answer was lost, so the same writer sends it again, and more.
      new ResultClient(endpoint(door), WRITER).handIn(results("a", "b", "c"), 3);
    }
    assertThat(taken()).containsExactly("a", "b", "c");
  }

  @Test
  void shouldGoOnWithWhatIsInTheJournalAfterARestart() throws Exception {
    try (ResultDoor door = plaintext(0)) {
      new ResultClient(endpoint(door), WRITER).handIn(results("a"), 1);
    }
    try (ResultDoor door = plaintext(0)) {
      new ResultClient(endpoint(door), WRITER).handIn(results("a", "b"), 2);
    }
    assertThat(taken()).containsExactly("a", "b");
  }

  @Test
  void shouldRefuseAWriterAfterWhichAnotherHasCome() throws Exception {
    try (ResultDoor door = plaintext(0)) {
      ResultClient givenUp = new ResultClient(endpoint(door), WRITER);
      givenUp.handIn(results("a"), 1);
      new ResultClient(endpoint(door), LATER_WRITER).handIn(results("a again"), 1);
      assertThatThrownBy(() -> givenUp.handIn(results("late"), 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("409")
          .hasMessageContaining("another writer has come");
    }
    assertThat(taken()).containsExactly("a", "a again");
  }

  @Test
  void shouldLetInTheScoringsCertificateAndNoOther() throws Exception {
    Path pki = directory.resolve("pki");
    CertificateAuthority authority = CertificateAuthority.openOrCreate(pki, InstantSource.system());
    authority.gateway("localhost");
    ResultDoor.Tls tls =
        new ResultDoor.Tls(
            pki.resolve("ca.crt.pem"),
            pki.resolve("gateway.crt.pem"),
            pki.resolve("gateway.key.pem"),
            pki.resolve("denied.txt"));
    try (ResultDoor door = open(0, Optional.of(tls))) {
      client(door, authority.reader("scoring")).handIn(results("a"), 1);
      assertThatThrownBy(() -> client(door, authority.vehicle("V1")).handIn(results("b"), 1))
          .hasMessageContaining("403");
      assertThatThrownBy(() -> client(door, authority.reader("other")).handIn(results("b"), 1))
          .hasMessageContaining("403");
    }
    assertThat(taken()).containsExactly("a");
  }

  @Test
  void shouldWaitWhileTheDoorIsAway() throws Exception {
    int port;
    try (ResultDoor door = plaintext(0)) {
      port = door.uri().getPort();
    }
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<Void> handingIn =
        new FutureTask<>(
            () -> {
              ResultClient client = new ResultClient(endpoint(port), WRITER);
              begun.countDown();
              client.handIn(results("a"), 1);
              return null;
            });
    new Thread(handingIn, "handing-in").start();
    begun.await();
    try (ResultDoor door = plaintext(port)) {
      handingIn.get(30, TimeUnit.SECONDS);
      assertThat(door.uri().getPort()).isEqualTo(port);
    }
    assertThat(taken()).containsExactly("a");
  }

  @Test
  void shouldNotBeHeldUpByConnectionsThatStall() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try (ResultDoor door = plaintext(0)) {
      for (int i = 0; i < 4; i++) {
        stalled.add(new Socket(InetAddress.getByName("localhost"), door.uri().getPort()));
        stalled.get(i).getOutputStream().write('P');
      }
      new ResultClient(endpoint(door), WRITER).handIn(results("a"), 1);
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    assertThat(taken()).containsExactly("a");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() throws Exception {
    try (ResultDoor door = plaintext(0)) {
      assertThat(status(door, "?writer=" + WRITER + "&first=1", "no protobuf")).isEqualTo(400);
      assertThat(status(door, "?writer=" + WRITER, "")).isEqualTo(400);
      assertThat(status(door, "?writer=" + WRITER + "&first=7", "")).as("a gap").isEqualTo(400);
    }
    assertThat(taken()).isEmpty();
  }

  private static int status(ResultDoor door, String query, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(door.uri() + "/results" + query))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private ResultDoor plaintext(int port) {
    return open(port, Optional.empty());
  }

  private ResultDoor open(int port, Optional<ResultDoor.Tls> tls) {
    return ResultDoor.open(
        "localhost", port, tls, results(), Duration.ZERO, InstantSource.system());
  }

  private static JournalEndpoint endpoint(ResultDoor door) {
    return endpoint(door.uri().getPort());
  }

  private static JournalEndpoint endpoint(int port) {
    return new JournalEndpoint("localhost", port, "scoring", null);
  }

  private static ResultClient client(ResultDoor door, CertificateAuthority.Credentials own) {
    JournalEndpoint.TlsFiles files =
        new JournalEndpoint.TlsFiles(own.caCert(), own.cert(), own.key());
    return new ResultClient(
        new JournalEndpoint("localhost", door.uri().getPort(), "scoring", files), WRITER);
  }

  private static byte[] results(String... runs) throws IOException {
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    for (String run : runs) {
      Result.newBuilder().setRunId(run).build().writeDelimitedTo(delimited);
    }
    return delimited.toByteArray();
  }

  private Path results() {
    return directory.resolve("results");
  }

  private List<String> taken() throws InvalidProtocolBufferException {
    List<String> taken = new ArrayList<>();
    try (LocalJournalReader reader = LocalJournalReader.open(results())) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        taken.add(Result.parseFrom(record.get().bytes()).getRunId());
      }
    }
    return taken;
  }
}
