package io.yardang.streamjobs.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.pki.ClientTls;
import io.yardang.ingest.pki.ClientTrust;
import io.yardang.ingest.pki.Refusal;
import io.yardang.v1.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a scoring job on a Flink cluster hands in its results: takes them over HTTP and appends
 * them to the result journal of this machine, whose followers do the rest.
 *
 * <pre>
 * POST /results?writer=UUID&amp;first=SEQ   delimited Result messages, numbered from SEQ on
 *   204  all of them are on the disk
 *   409  another writer has come since: this one is of an attempt that Flink has given up
 * </pre>
 *
 * What is sent again after a lost answer is taken once. With TLS, only who has the scoring's
 * certificate may hand in.
 */
public final class ResultDoor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultDoor.class);
  // The scoring needs one; some more may hang on connections that say nothing.
  private static final int THREADS = 16;
  private static final String ROLE = "reader";

  private final HttpServer server;
  private final ResultIntake intake;
  private final Optional<Tls> tls;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "result-door");
            thread.setDaemon(true);
            return thread;
          });

  /** PEM files: whom to believe, the own certificate and its key, and who is denied. */
  public record Tls(Path caCert, Path cert, Path key, Path denied) {}

  private ResultDoor(HttpServer server, ResultIntake intake, Optional<Tls> tls) {
    this.server = server;
    this.intake = intake;
    this.tls = tls;
    server.setExecutor(threads);
    server.createContext("/results", this::handle);
  }

  /**
   * Opens the port.
   *
   * @param port 0 takes any free one
   * @param tls empty: plaintext
   * @param resultJournal directory of the result journal, which this door then writes alone
   * @param maxAge of its files; see {@link ResultSink}
   * @throws IllegalArgumentException if it cannot listen there
   */
  public static ResultDoor open(
      String host,
      int port,
      Optional<Tls> tls,
      Path resultJournal,
      Duration maxAge,
      InstantSource clock) {
    ResultIntake intake =
        new ResultIntake(JournalWriter.open(resultJournal, ResultSink.settings(maxAge)), clock);
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      HttpServer server =
          tls.isPresent() ? overTls(address, tls.get()) : HttpServer.create(address, 0);
      ResultDoor door = new ResultDoor(server, intake, tls);
      server.start();
      return door;
    } catch (IOException e) {
      intake.close();
      throw new IllegalArgumentException(
          "scoring.results_port=" + port + ": cannot listen on " + host + ": " + e.getMessage(), e);
    }
  }

  private static HttpsServer overTls(InetSocketAddress address, Tls files) throws IOException {
    SSLContext context = ClientTls.context(files.caCert(), files.cert(), files.key());
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters mutual = getSSLContext().getDefaultSSLParameters();
            mutual.setNeedClientAuth(true);
            mutual.setProtocols(new String[] {"TLSv1.3"});
            parameters.setSSLParameters(mutual);
          }
        });
    return server;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = refused(exchange).orElseGet(() -> taken(exchange));
      byte[] text = answer.text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status, text.length == 0 ? -1 : text.length);
      if (text.length > 0) {
        exchange.getResponseBody().write(text);
      }
    }
  }

  private record Answer(int status, String text) {}

  private Optional<Answer> refused(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      return Optional.of(new Answer(403, "not for web pages\n"));
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Optional.of(new Answer(405, "only POST here\n"));
    }
    Optional<Refusal> refusal = tls.flatMap(files -> refusal((HttpsExchange) exchange, files));
    refusal.ifPresent(why -> log.warn("results refused: {}", why.text()));
    return refusal.map(why -> new Answer(403, "not the scoring's certificate\n"));
  }

  /** The files are read anew, so that who is denied now is out at once. */
  private static Optional<Refusal> refusal(HttpsExchange exchange, Tls files) {
    try {
      Certificate[] chain = exchange.getSSLSession().getPeerCertificates();
      return ClientTrust.read(files.caCert(), files.denied())
          .checkSender((X509Certificate) chain[0], ResultSink.SENDER, ROLE);
    } catch (IOException e) {
      return Optional.of(Refusal.of(Refusal.Reason.NO_CERTIFICATE, e.toString()));
    }
  }

  private Answer taken(HttpExchange exchange) {
    try {
      UUID writer = UUID.fromString(parameter(exchange, "writer"));
      long first = Long.parseLong(parameter(exchange, "first"));
      List<Result> results = results(exchange.getRequestBody());
      return intake.take(writer, first, results)
          ? new Answer(204, "")
          : new Answer(409, "another writer has come since\n");
    } catch (IOException | IllegalArgumentException e) {
      log.warn("results not understood: {}", e.toString());
      return new Answer(400, "not understood\n");
    } catch (RuntimeException e) {
      log.error("results not taken: {}", e.getMessage(), e);
      return new Answer(503, "not taken\n");
    }
  }

  private static List<Result> results(InputStream body) throws IOException {
    List<Result> results = new ArrayList<>();
    for (Result next = Result.parseDelimitedFrom(body);
        next != null;
        next = Result.parseDelimitedFrom(body)) {
      results.add(next);
    }
    return results;
  }

  private static String parameter(HttpExchange exchange, String name) {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    return Stream.of(query.split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in ?" + query));
  }

  /** Where it is, such as https://127.0.0.1:7402. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    String host = address.getHostString();
    return URI.create(
        (tls.isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    intake.close();
  }
}
