package io.yardang.console;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium with one page, driven by the DevTools protocol: open an address, evaluate
 * JavaScript, wait until an expression holds, take a screenshot.
 */
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();

  private Browser(Process process, Path profile) throws Exception {
    this.process = process;
    this.profile = profile;
    int port = debuggingPort();
    HttpClient http = HttpClient.newHttpClient();
    String targets = "http://127.0.0.1:" + port + "/json/list";
    String page =
        until(
            "a page of Chromium",
            () -> {
              for (JsonElement target :
                  JsonParser.parseString(get(http, targets)).getAsJsonArray()) {
                if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
                  return target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
                }
              }
              return null;
            });
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(page), new Answers())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Starts it; without Chromium the test is skipped, except in CI, where it fails. */
  public static Browser start(int width, int height, String... moreFlags) throws Exception {
    boolean isThere = Files.isExecutable(CHROMIUM);
    if (!isThere && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(CHROMIUM + " is missing: install the package chromium");
    }
    Assumptions.assumeTrue(isThere, CHROMIUM + " is missing: install the package chromium");
    Path profile = Files.createTempDirectory("yardang-browser");
    List<String> command =
        Stream.concat(
                Stream.of(
                    CHROMIUM.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "--window-size=" + width + "," + height),
                Stream.concat(Stream.of(moreFlags), Stream.of("about:blank")))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    return new Browser(process, profile);
  }

  public void open(URI address) throws Exception {
    call("Page.enable", new JsonObject());
    JsonObject to = new JsonObject();
    to.addProperty("url", address.toString());
    JsonObject answer = call("Page.navigate", to);
    if (answer.has("errorText")) {
      throw new AssertionError(address + ": " + answer.get("errorText").getAsString());
    }
    waitFor("location.href !== 'about:blank' && document.readyState === 'complete'");
  }

  /** What the page takes for the system's theme from now on: "dark" or "light". */
  public void theme(String name) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        JsonParser.parseString(
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + name + "\"}]}")
            .getAsJsonObject());
  }

  /** The value of an expression, as JSON; a promise is awaited. */
  public JsonElement evaluate(String expression) throws Exception {
    JsonObject what = new JsonObject();
    what.addProperty("expression", expression);
    what.addProperty("returnByValue", true);
    what.addProperty("awaitPromise", true);
    JsonObject answer = call("Runtime.evaluate", what);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    JsonElement value = answer.getAsJsonObject("result").get("value");
    return value == null ? com.google.gson.JsonNull.INSTANCE : value;
  }

  /** Waits until an expression is true; fails with what the page shows when it never is. */
  public void waitFor(String condition) throws Exception {
    try {
      until(
          condition,
          () -> {
            JsonElement value = evaluate("Boolean(" + condition + ")");
            return value.isJsonPrimitive() && value.getAsBoolean() ? "" : null;
          });
    } catch (TimeoutException e) {
      throw new AssertionError(
          condition + " does not come true; the page says: " + evaluate("document.body.innerText"),
          e);
    }
  }

  /** Writes what the page looks like as PNG. */
  public void screenshot(Path file) throws Exception {
    JsonObject format = new JsonObject();
    format.addProperty("format", "png");
    String data = call("Page.captureScreenshot", format).get("data").getAsString();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  private JsonObject call(String method, JsonObject parameters) throws Exception {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    JsonObject request = new JsonObject();
    request.addProperty("id", id);
    request.addProperty("method", method);
    request.add("params", parameters);
    socket.sendText(request.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JsonObject message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (message.has("error")) {
      throw new AssertionError(method + ": " + message.get("error"));
    }
    return message.getAsJsonObject("result");
  }

  /** Gathers the parts of each message and hands it to whoever asked. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        JsonObject json = JsonParser.parseString(message.toString()).getAsJsonObject();
        message.setLength(0);
        if (json.has("id")) {
          answers.remove(json.get("id").getAsInt()).complete(json);
        }
      }
      from.request(1);
      return null;
    }
  }

  private int debuggingPort() throws Exception {
    Path file = profile.resolve("DevToolsActivePort");
    return Integer.parseInt(
        until(
            "Chromium's debugging port",
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(
                    "Chromium ended: " + Files.readString(profile.resolve("log")));
              }
              List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
              return lines.size() < 2 ? null : lines.get(0);
            }));
  }

  private interface Attempt {
    String get() throws Exception;
  }

  private static String until(String what, Attempt attempt) throws Exception {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadlineNs) {
      String value = attempt.get();
      if (value != null) {
        return value;
      }
      // Another process decides when it is so; it has no way to tell us.
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new TimeoutException("waited " + PATIENCE.toSeconds() + " s for " + what);
  }

  private static String get(HttpClient http, String uri) throws Exception {
    var request = java.net.http.HttpRequest.newBuilder(URI.create(uri)).build();
    return http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // Left to the system's cleaning of temporary files.
    }
  }
}
