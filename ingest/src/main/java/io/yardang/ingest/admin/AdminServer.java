package io.yardang.ingest.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.HttpErrorHandlingPolicy;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.yardang.ingest.gateway.VehicleGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's door for those who run it, over HTTP.
 *
 * <pre>
 * GET /metrics   for Prometheus
 * GET /health    200 while the process works and can write its journal, else 503
 * GET /ready     200 while vehicles should connect here, else 503
 * POST /wirelog?sender=VX-12&amp;on=true|false   writes down the wire bytes of one sender
 * </pre>
 *
 * Health and readiness are JSON and say why not. There are no accounts: bind it to loopback.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
  private static final String MAX_REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  static {
    // Who begins a request and does not end it holds a thread: for so long. The JDK's server has no
    // other way to be told, and reads this once.
    if (System.getProperty(MAX_REQUEST_SECONDS) == null) {
      System.setProperty(MAX_REQUEST_SECONDS, "5");
    }
  }

  private final HttpServer server;
  private final RequestThreads threads = new RequestThreads();

  private AdminServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
  }

  /**
   * Opens the port.
   *
   * @param port 0 takes any free one
   * @param wireLogs where the wire bytes of a sender are written to when that is switched on
   * @param registry what /metrics shows; the gateway's and the JVM's metrics are added to it
   * @throws IllegalArgumentException if it cannot listen there
   */
  public static AdminServer launch(
      String host,
      int port,
      VehicleGateway gateway,
      WireLogFolder wireLogs,
      PrometheusRegistry registry) {
    gateway.register(registry);
    JvmMetrics.builder().register(registry);
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
      AdminServer admin = new AdminServer(http);
      http.createContext("/metrics", guarded("GET", metrics(registry)));
      http.createContext(
          "/health", guarded("GET", exchange -> answer(exchange, "healthy", gateway.ailments())));
      http.createContext(
          "/ready", guarded("GET", exchange -> answer(exchange, "ready", gateway.notReady())));
      http.createContext("/wirelog", guarded("POST", new WireLogSwitch(gateway, wireLogs)));
      http.start();
      return admin;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "gateway.admin_port="
              + port
              + ": cannot listen on "
              + host
              + ": "
              + e.getMessage()
              + "; choose another, or -1 for none",
          e);
    }
  }

  private static HttpHandler metrics(PrometheusRegistry registry) {
    return new MetricsHandler(
        PrometheusProperties.get(),
        registry,
        HttpErrorHandlingPolicy.builder()
            .errorReporter(e -> log.error("metrics cannot be read", e))
            .build());
  }

  /** A web page that a browser of this machine shows must not reach what is bound to loopback. */
  private static HttpHandler guarded(String method, HttpHandler handler) {
    return exchange -> {
      if (exchange.getRequestHeaders().containsKey("Origin")) {
        send(exchange, 403, "{\"error\":\"not for web pages\"}");
      } else if (!exchange.getRequestMethod().equals(method)) {
        send(exchange, 405, "{\"error\":\"only " + method + " here\"}");
      } else {
        handler.handle(exchange);
      }
    };
  }

  private static void answer(HttpExchange exchange, String state, List<String> whyNot)
      throws IOException {
    String json =
        "{\"status\":\""
            + (whyNot.isEmpty() ? state : "not " + state)
            + "\",\"why\":["
            + whyNot.stream().map(AdminServer::quoted).collect(Collectors.joining(","))
            + "]}";
    send(exchange, whyNot.isEmpty() ? 200 : 503, json);
  }

  /** As a string of JSON. */
  static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    return "\"" + escaped + "\"";
  }

  static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Where it is, such as http://127.0.0.1:7401. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    String host = address.getHostString();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
