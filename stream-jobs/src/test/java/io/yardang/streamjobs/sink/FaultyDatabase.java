package io.yardang.streamjobs.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * What takes InfluxDB's writes as a bad day would: away, overloaded, slow, or refusing some of
 * them. What it takes goes on to a real database, or nowhere.
 */
public final class FaultyDatabase implements AutoCloseable {
  /** What happens to a write. */
  public enum Fault {
    NONE,
    /** The connection is cut without an answer. */
    AWAY,
    /** No answer until the fault is another one. */
    SILENT,
    /** Status 429, "Retry-After: 1". */
    TOO_MANY_REQUESTS,
    /** Status 503. */
    UNAVAILABLE
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Optional<String> database;
  private final ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();
  private final Map<Fault, Integer> met = new ConcurrentHashMap<>();
  private final Map<Predicate<List<String>>, Integer> refusals = new ConcurrentHashMap<>();
  private volatile int maxLines = Integer.MAX_VALUE;
  private Fault fault = Fault.NONE;

  /** Before the database at this address, or before none. */
  public FaultyDatabase(Optional<String> database) throws IOException {
    this.database = database;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public synchronized void meets(Fault next) {
    fault = next;
    notifyAll();
  }

  /** From now on answers requests with such lines with this status. */
  public void refuses(int status, Predicate<List<String>> lines) {
    refusals.put(lines, status);
  }

  /** Gives no answer to requests of more lines. */
  public void slowAbove(int lines) {
    maxLines = lines;
  }

  /** How many requests have met this fault. */
  public int times(Fault asked) {
    return met.getOrDefault(asked, 0);
  }

  /** The lines of all requests that were taken. */
  public List<String> written() {
    return List.copyOf(written);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault now = fault();
      met.merge(now, 1, Integer::sum);
      switch (now) {
        case AWAY -> {}
        case TOO_MANY_REQUESTS -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          answer(exchange, 429, "too many requests");
        }
        case UNAVAILABLE -> answer(exchange, 503, "not now");
        case SILENT -> {
          awaitOther(Fault.SILENT);
          take(exchange, body);
        }
        case NONE -> take(exchange, body);
      }
    }
  }

  private synchronized Fault fault() {
    return fault;
  }

  private synchronized void awaitOther(Fault than) throws IOException {
    try {
      while (fault == than) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private void take(HttpExchange exchange, byte[] body) throws IOException {
    List<String> lines = lines(body);
    if (lines.size() > maxLines) {
      awaitOther(Fault.NONE);
      return;
    }
    for (Map.Entry<Predicate<List<String>>, Integer> refusal : refusals.entrySet()) {
      if (refusal.getKey().test(lines)) {
        answer(exchange, refusal.getValue(), "bad field");
        return;
      }
    }
    int status = database.isPresent() ? forward(exchange, body) : 204;
    if (status == 204) {
      written.addAll(lines);
    }
    exchange.sendResponseHeaders(status, -1);
  }

  private int forward(HttpExchange exchange, byte[] body) throws IOException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(database.orElseThrow() + exchange.getRequestURI()))
              .header("Content-Encoding", "gzip")
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return response.statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> lines(byte[] gzipped) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void answer(HttpExchange exchange, int status, String message) throws IOException {
    byte[] json =
        "{\"code\":\"invalid\",\"message\":\"%s\"}"
            .formatted(message)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    meets(Fault.AWAY);
    server.stop(0);
    threads.shutdownNow();
  }
}
