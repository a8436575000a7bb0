package io.yardang.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API, asked over real connections, on real journals. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsoleTest {
  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();
  private TestTrack track;
  private LiveView view;
  private Console console;

  @BeforeEach
  void launch() {
    track = new TestTrack(dir);
    view = track.view();
    console =
        Console.launch(
            ConsoleConfig.onAnyPort(), view, track.reports, track.control(), track::plans);
  }

  @AfterEach
  void close() {
    console.close();
    view.close();
    track.close();
  }

  @Test
  void shouldStreamAVehicleAndAFinding() throws Exception {
    try (Events events = new Events()) {
      assertThat(events.next("snapshot")).contains("\"vehicles\":[]", "\"runs\":[]");
      track.startRun(TestTrack.RUN);
      assertThat(events.next("run")).contains(TestTrack.RUN, "\"waiting\"", "\"route\":[[");
      track.driveTo(1);
      assertThat(events.next("vehicles"))
          .contains("\"id\":\"patrol-01\"", "\"run\":\"" + TestTrack.RUN + "\"", "speedMps");
      track.scorerFinds(2, track.finding(1, 1, "speed.over_limit", 9, 8.3, "too fast"));
      assertThat(events.next("finding")).contains("too fast", "\"limit\":8.3");
    }
  }

  @Test
  void shouldListRunsAndGiveTheirReports() throws Exception {
    track.scorerSays(3, 90, 0.1, 0);
    track.scored(60, 81.5, List.of(track.finding(1, 9, "speed.over_limit", 9, 8.3, "too fast")));
    assertThat(get("/api/runs").body())
        .contains("\"verdict\":\"pass\"", "\"score\":81.5", "\"revision\":1", "patrol-01");
    assertThat(get("/api/runs/" + TestTrack.RUN).body()).contains("\"number\":1");
    HttpResponse<byte[]> json = bytes("/api/runs/" + TestTrack.RUN + "/report.json?download");
    assertThat(json.body()).isEqualTo(track.reports.reportJson(TestTrack.RUN, 1));
    assertThat(json.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"" + TestTrack.RUN + "-r1-report.json\"");
    assertThat(get("/api/runs/" + TestTrack.RUN + "/traces.json?revision=1").body())
        .contains("speedMps");
    assertThat(new String(bytes("/api/runs/" + TestTrack.RUN + "/bundle.zip").body(), UTF_8))
        .startsWith("PK")
        .contains("MANIFEST.sha256");
    assertError(get("/api/runs/" + TestTrack.RUN + "/report.json?revision=2"), 404, "1 to 1");
    assertError(get("/api/runs/" + TestTrack.RUN + "/report.json?revision=x"), 404, "1 to 1");
  }

  @Test
  void shouldSayWhatToDoAboutUnknownThings() throws Exception {
    assertError(get("/api/runs/never"), 404, "no run never");
    assertError(get("/api/runs/never/report.json"), 404, "no run never");
    assertError(get("/nothing"), 404, "begin at /");
    assertError(post("/api/runs", "{\"plan\":\"other\"}"), 400, "GET /api/plans");
    assertError(post("/api/runs", "[1"), 400, "not a JSON object");
    assertError(post("/api/runs", "{\"plan\":7}"), 400, "plan must be a text");
    assertError(post("/api/runs", "{\"plan\":\"gone\"}"), 503, "connection refused");
    assertError(post("/api/runs/never/end", "{}"), 404, "no run never");
  }

  @Test
  void shouldStartAndEndRuns() throws Exception {
    assertThat(get("/api/plans").body()).contains("oval-patrol", "checkpoints");
    HttpResponse<String> started =
        post("/api/runs", "{\"plan\":\"oval-patrol\",\"vehicle\":\"patrol-07\"}");
    assertThat(started.statusCode()).isEqualTo(201);
    assertThat(started.body()).isEqualTo("{\"id\":\"run-new\"}");
    assertError(
        post("/api/runs", "{\"plan\":\"oval-patrol\",\"vehicle\":\"sweeper-02\"}"), 400, "traffic");
    assertError(
        post("/api/runs", "{\"plan\":\"oval-patrol\",\"vehicle\":\"../x\"}"), 400, "vehicle's id");
    try (Events events = new Events()) {
      events.next("snapshot");
      track.scorerSays(1, 90, 0.1, 0);
      events.next("run");
    }
    String end = "/api/runs/" + TestTrack.RUN + "/end";
    assertThat(post(end, "{\"cause\":\"aborted\",\"note\":\"rain\"}").statusCode()).isEqualTo(202);
    assertThat(track.control)
        .containsExactly("start patrol-07", "end " + TestTrack.RUN + " RUN_END_CAUSE_ABORTED rain");
  }

  @Test
  void shouldRefuseOtherSites() throws Exception {
    HttpRequest.Builder post =
        request("/api/runs")
            .POST(HttpRequest.BodyPublishers.ofString("{\"plan\":\"oval-patrol\"}"));
    post.setHeader("Content-Type", "application/json");
    assertError(send(post.copy().header("Origin", "https://evil.example")), 403, "own pages");
    assertError(send(post.copy().header("Sec-Fetch-Site", "cross-site")), 403, "own pages");
    assertError(send(post.copy().setHeader("Content-Type", "text/plain")), 415, "application/json");
    String own = console.uri().toString().replaceAll("/$", "");
    assertThat(send(post.copy().header("Origin", own)).statusCode()).isEqualTo(201);
    assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 403");
    assertThat(track.control).containsExactly("start patrol-01");
  }

  @Test
  void shouldServeOnlyItsOwnFiles() throws Exception {
    for (String path :
        List.of(
            "/../pom.xml",
            "/console/../../logback.xml",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/live.js/../../x",
            "/api/runs/..%2f..%2fkey/report.json",
            "/api/runs/%2e%2e/report.json",
            "/api/runs/../key/report.json")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
          .as(path)
          .matches("(?s)HTTP/1.1 (400|404).*");
    }
    HttpResponse<String> page = get("/");
    assertThat(page.body()).contains("<canvas id=\"map\"");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void shouldNotLetASlowClientHoldUpTheOthers() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), console.uri().getPort());
        Events events = new Events()) {
      slow.setReceiveBufferSize(1024);
      slow.getOutputStream()
          .write(
              "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(UTF_8));
      events.next("snapshot");
      track.startRun(TestTrack.RUN);
      String large = "x".repeat(100_000);
      // The slow client never reads: this is more than the sockets' buffers hold.
      for (int i = 1; i <= 200; i++) {
        track.scorerFinds(i, track.finding(i, i, "speed.over_limit", 9, 8.3, i + " " + large));
        assertThat(events.next("finding")).contains("\"" + i + " x");
      }
      track.driveTo(300);
      assertThat(events.next("vehicles")).contains("patrol-01");
    }
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> new ConsoleConfig("127.0.0.1", 70_000))
        .hasMessageContaining("console.port=70000");
    assertThatThrownBy(() -> new ConsoleConfig(" ", 80)).hasMessageContaining("console.host");
  }

  /** A well-behaved client of the stream of events. */
  private final class Events implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader lines;

    Events() throws Exception {
      in =
          http.send(
                  request("/api/live").header("Accept", "text/event-stream").build(),
                  BodyHandlers.ofInputStream())
              .body();
      lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    /** The data of the next event of this name; passes others by. */
    String next(String name) throws Exception {
      String event = "";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
          data.setLength(0);
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.isEmpty() && event.equals(name)) {
          return data.toString();
        }
      }
      throw new AssertionError("the stream ended before the event " + name);
    }

    @Override
    public void close() throws java.io.IOException {
      in.close();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(console.uri() + path.substring(1)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<byte[]> bytes(String path) throws Exception {
    HttpResponse<byte[]> answer = http.send(request(path).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  // Java's client tidies paths and Host headers; an attacker does not.
  private String raw(String head) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.uri().getPort())) {
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void assertError(HttpResponse<String> answer, int status, String message) {
    assertThat(answer.body()).startsWith("{\"error\":").contains(message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
