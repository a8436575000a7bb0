package io.yardang.streamjobs.sink;

import io.yardang.ingest.pki.ClientTls;
import io.yardang.ingest.remote.JournalEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands in results at a {@link ResultDoor} as one writer, in order. Tries again for as long as the
 * door is out of reach; what a person must see to is thrown.
 */
final class ResultClient {
  private static final Logger log = LoggerFactory.getLogger(ResultClient.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final long BACKOFF_MIN_MS = 100;
  private static final long BACKOFF_MAX_MS = 5_000;

  private final JournalEndpoint door;
  private final UUID writer;
  private long nextSeq = 1;
  private HttpClient http;

  ResultClient(JournalEndpoint door, UUID writer) {
    this.door = door;
    this.writer = writer;
  }

  /**
   * Returns when the results are on the disk behind the door.
   *
   * @param delimited that many Result messages
   * @throws IOException if the door refuses them
   */
  void handIn(byte[] delimited, int count) throws IOException, InterruptedException {
    HttpRequest request = request(delimited);
    long backoffMs = BACKOFF_MIN_MS;
    while (true) {
      String failure;
      try {
        HttpResponse<String> answer = open().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 204) {
          nextSeq += count;
          return;
        }
        failure = "status " + answer.statusCode() + ": " + answer.body().strip();
        if (answer.statusCode() < 500) {
          throw new RefusedException(door.id() + " does not take our results: " + failure);
        }
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        failure = e.toString();
      }
      http = null; // The next one reads the certificates anew.
      log.warn("{} does not take results now ({}); they are sent again", door.id(), failure);
      Thread.sleep(backoffMs);
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MAX_MS);
    }
  }

  private HttpRequest request(byte[] delimited) {
    String host = door.host().contains(":") ? "[" + door.host() + "]" : door.host();
    String scheme = door.tls() == null ? "http" : "https";
    String query = "?writer=" + writer + "&first=" + nextSeq;
    return HttpRequest.newBuilder(
            URI.create(scheme + "://" + host + ":" + door.port() + "/results" + query))
        .timeout(ANSWER_LIMIT)
        .POST(HttpRequest.BodyPublishers.ofByteArray(delimited))
        .build();
  }

  private HttpClient open() {
    if (http == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_LIMIT);
      JournalEndpoint.TlsFiles files = door.tls();
      if (files != null) {
        builder.sslContext(
            ClientTls.context(
                Path.of(files.caCert()), Path.of(files.cert()), Path.of(files.key())));
      }
      http = builder.build();
    }
    return http;
  }

  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
