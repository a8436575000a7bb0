package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.yardang.ingest.admin.AdminServer;
import io.yardang.ingest.admin.WireLogFolder;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import io.yardang.v1.RejectReason;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdminServerTest {
  private static final UUID STREAM = new UUID(31, 32);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  @TempDir Path root;
  private final HttpClient http = HttpClient.newHttpClient();
  private JournalWriter journal;
  private VehicleGateway gateway;
  private AdminServer admin;

  @AfterEach
  void close() {
    admin.close();
    gateway.close();
    journal.close();
  }

  @Test
  void shouldShowWhatTheGatewayDid() throws Exception {
    launch(GatewayConfig.plaintext());
    double bytes = 0;
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      for (long seq : new long[] {1, 2, 7, 10}) {
        client.send(frame(seq));
        client.awaitAck(seq);
        bytes += frame(seq).getSerializedSize();
      }
      client.send(frame(7));
      client.awaitAck(10);
      client.send(frame(11).toBuilder().clearSampleTimeUnixNs().build());
      client.awaitReject(RejectReason.REJECT_REASON_BAD_SAMPLE_TIME);

      Map<String, Double> metrics = metrics();
      assertThat(metrics)
          .containsEntry("yardang_gateway_connections", 1.0)
          .containsEntry("yardang_gateway_sessions", 1.0)
          .containsEntry("yardang_gateway_logins_total", 1.0)
          .containsEntry("yardang_gateway_frames_total", 4.0)
          .containsEntry("yardang_gateway_run_events_total", 0.0)
          .containsEntry("yardang_gateway_appended_bytes_total", bytes)
          .containsEntry("yardang_gateway_duplicates_total", 1.0)
          .containsEntry("yardang_gateway_late_total", 0.0)
          .containsEntry("yardang_gateway_gaps_total", 2.0)
          .containsEntry("yardang_gateway_missing_frames_total", 6.0)
          .containsEntry("yardang_gateway_throttles_total", 0.0)
          .containsEntry("yardang_gateway_acks_total{level=\"page_cache\"}", 5.0)
          .containsEntry("yardang_gateway_acks_total{level=\"disk\"}", 0.0)
          .containsEntry("yardang_gateway_rejects_total{reason=\"bad_sample_time\"}", 1.0)
          .containsEntry("yardang_gateway_rejects_total{reason=\"idle_timeout\"}", 0.0)
          .containsEntry("yardang_gateway_append_duration_seconds_count", 4.0)
          .containsEntry("yardang_gateway_append_duration_seconds_bucket{le=\"+Inf\"}", 4.0)
          .containsEntry("yardang_gateway_journal_files", 1.0)
          .containsKey("jvm_threads_current");
      assertThat(metrics.get("yardang_gateway_append_duration_seconds_sum")).isPositive();
      assertThat(metrics.get("yardang_gateway_journal_size_bytes")).isGreaterThan(bytes);
    }
  }

  @Test
  void shouldShowMetricsWhateverSeqsAVehicleLeavesOut() throws Exception {
    launch(GatewayConfig.plaintext());
    for (int stream = 0; stream < 2; stream++) {
      try (TestClient client = TestClient.plain(gateway.port())) {
        client.login(hello("VX-12", new UUID(9, stream)));
        client.send(frame(1).toBuilder().setSeq(Long.MAX_VALUE).build());
        client.awaitReject(RejectReason.REJECT_REASON_BAD_SEQ);
        client.send(frame(1).toBuilder().setSeq(MessageRules.MAX_SEQ).build());
        client.awaitAck(MessageRules.MAX_SEQ);
      }
    }
    assertThat(metrics())
        .containsEntry("yardang_gateway_missing_frames_total", 2.0 * (MessageRules.MAX_SEQ - 1));
    GatewayCounters counters = new GatewayCounters();
    counters.gaps(1, Long.MAX_VALUE);
    counters.gaps(1, Long.MAX_VALUE);
    assertThat(counters.missing()).isPositive();
  }

  @Test
  void shouldCountRefusedHandshakesAndTellWhenTheCertificateEnds() throws Exception {
    CertificateAuthority ca =
        CertificateAuthority.openOrCreate(root.resolve("pki"), InstantSource.system());
    Credentials own = ca.gateway();
    launch(
        GatewayConfig.plaintext()
            .withTls(new GatewayConfig.Tls(own.caCert(), own.cert(), own.key())));
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.send(hello("VX-12", STREAM));
      client.readToEnd();
    }
    Map<String, Double> metrics = metrics();
    assertThat(metrics)
        .containsEntry("yardang_gateway_refusals_total{reason=\"not_tls\"}", 1.0)
        .containsEntry("yardang_gateway_refusals_total{reason=\"expired\"}", 0.0);
    assertThat(metrics.get("yardang_gateway_certificate_not_after_timestamp_seconds"))
        .isGreaterThan(System.currentTimeMillis() / 1000.0);
  }

  @Test
  void shouldShowHowLongTheOldestUnscoredEntryWaits() throws Exception {
    launch(GatewayConfig.plaintext());
    String name = "yardang_gateway_unscored_age_seconds";
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
      assertThat(metrics()).as("no scoring told how far it is").doesNotContainKey(name);
      ScoredPosition.write(journal.dir(), JournalPosition.BEFORE_FIRST);
      double age = metrics().get(name);
      assertThat(age).isPositive();
      assertThat(metrics().get(name)).isGreaterThan(age);
      ScoredPosition.write(journal.dir(), lastPosition());
      assertThat(metrics()).containsEntry(name, 0.0);
    }
  }

  private JournalPosition lastPosition() {
    try (JournalReader reader = LocalJournalReader.open(journal.dir())) {
      return reader.poll().orElseThrow().position();
    }
  }

  @Test
  void shouldAnswerWhileOthersBeginRequestsAndDoNotEndThem() throws Exception {
    launch(GatewayConfig.plaintext());
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Socket half = new Socket(admin.uri().getHost(), admin.uri().getPort());
      half.getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: x\r\nA".getBytes(StandardCharsets.US_ASCII));
      halves.add(half);
    }
    // Sooner than the JDK's server would by itself be rid of the first ones.
    HttpRequest health = HttpRequest.newBuilder(uri("/health")).timeout(TWO_SECONDS).build();
    for (int i = 0; i < 3; i++) {
      assertThat(http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    long kept = halves.stream().filter(AdminServerTest::isOpen).count();
    assertThat(kept).as("kept, no more than there are threads").isLessThanOrEqualTo(64);
    for (Socket half : halves) {
      half.close();
    }
  }

  private static boolean isOpen(Socket half) {
    try {
      half.setSoTimeout(1);
      return half.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shouldBeReadyAgainSomeTimeAfterARefusalSoThatSomebodyTries() {
    launch(GatewayConfig.plaintext());
    AtomicLong nowNs = new AtomicLong();
    GatewayHealth health = new GatewayHealth(journal, Optional.empty(), nowNs::get);
    health.journalRefuses("entry too long");
    assertThat(health.notReady()).hasSize(1).first().asString().contains("entry too long");
    nowNs.addAndGet(GatewayHealth.REFUSAL_COUNTS_NS);
    assertThat(health.notReady()).isEmpty();
  }

  @Test
  void shouldSayWhetherItIsHealthyAndReadyAndWhyNot() throws Exception {
    launch(GatewayConfig.plaintext());
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"healthy\",\"why\":[]}\n");
    assertThat(get("/ready").body()).isEqualTo("{\"status\":\"ready\",\"why\":[]}\n");

    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      journal.close();
      client.send(frame(1));
      client.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
    }
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body())
        .startsWith("{\"status\":\"not healthy\",\"why\":[\"")
        .contains("journal is closed");
    gateway.close();
    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body()).contains("\"shutting down\"");
  }

  @Test
  void shouldAnswerAScraperThatPrefersProtobuf() throws Exception {
    launch(GatewayConfig.plaintext());
    HttpRequest request =
        HttpRequest.newBuilder(uri("/metrics"))
            .header(
                "Accept",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited;q=0.6,text/plain;q=0.3")
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldAnswerNoWebPage() throws Exception {
    launch(GatewayConfig.plaintext());
    HttpRequest request =
        HttpRequest.newBuilder(uri("/metrics")).header("Origin", "http://evil.example").build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
  }

  private void launch(GatewayConfig config) {
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway = VehicleGateway.launch(config, journal, InstantSource.system());
    admin =
        AdminServer.launch(
            "127.0.0.1",
            0,
            gateway,
            new WireLogFolder(root.resolve("wirelog"), 1 << 20),
            new PrometheusRegistry());
  }

  /** Values by name and labels, as Prometheus reads them. */
  private Map<String, Double> metrics() throws IOException, InterruptedException {
    HttpResponse<String> response = get("/metrics");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    Map<String, Double> values = new TreeMap<>();
    for (String line : response.body().lines().toList()) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return values;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return admin.uri().resolve(path);
  }
}
