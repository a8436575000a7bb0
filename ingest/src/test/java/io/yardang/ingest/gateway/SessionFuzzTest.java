package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.yardang.v1.ClientMessage;
import io.yardang.v1.Participant;
import io.yardang.v1.Ping;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link SessionFuzzer} says must hold: for the inputs that were worth keeping, and, with
 * Jazzer in a JVM of its own, for as many new ones as {@code -Dfuzz.seconds} leaves time for.
 */
class SessionFuzzTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 20);
  private static final int START_SECONDS = 120;

  @TempDir Path scratch;

  @Test
  void shouldAnswerNoMorePingsThanMayWaitForAReader() {
    assertThat(SessionFuzzer.pongsFor(100)).isEqualTo(100);
    // Each Pong has at least 12 bytes, and 64 KiB may wait.
    assertThat(SessionFuzzer.pongsFor(100_000)).isBetween(100, (64 << 10) / 12);
  }

  @Test
  void shouldHoldForTheKeptInputs() throws IOException, URISyntaxException {
    List<Path> inputs = filesOf(kept());
    assertThat(inputs).hasSizeGreaterThan(20);
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      assertThatCode(() -> SessionFuzzer.fuzzerTestOneInput(bytes))
          .as("%s", input.getFileName())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldHoldForUsualSessionsHoweverTheyAreCut() throws IOException {
    for (int cut = 0; cut < 256; cut++) {
      for (byte[] session : sessions(cut)) {
        SessionFuzzer.fuzzerTestOneInput(session);
      }
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void shouldHoldForInputsThatReachNewCode() throws Exception {
    assumeThat(SECONDS).as("-Dfuzz.seconds").isPositive();
    Path found = Files.createDirectory(scratch.resolve("found"));
    for (byte[] session : sessions(0)) {
      Files.write(found.resolve("session-" + session[0]), session);
    }
    Path log = scratch.resolve("jazzer.log");
    Process jazzer =
        new ProcessBuilder(command(found))
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      jazzer.destroyForcibly();
    }
    String output = Files.readString(log);
    keep(output);
    assertThat(jazzer.exitValue()).as("%s", tail(output)).isZero();
    assertThat(output).contains("Done ").contains("cov:");
  }

  private static List<String> command(Path found) throws URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : System.getProperty("yardang.jvm.flags").split(" ", -1)) {
      if (!flag.isEmpty()) {
        command.add(flag);
      }
    }
    command.addAll(
        List.of(
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + SessionFuzzer.class.getName(),
            "--instrumentation_includes=io.yardang.ingest.**",
            // Its detectors for other people's libraries stumble over Netty's use of Unsafe.
            "--custom_hook_includes=io.yardang.**",
            "-max_total_time=" + SECONDS,
            "-max_len=4096",
            "-timeout=60",
            "-rss_limit_mb=1500",
            found.toString(),
            kept().toString()));
    return command;
  }

  /** Where a new failure, and what was found on the way, can be looked at after the test. */
  private void keep(String output) throws IOException {
    Path target = Files.createDirectories(Path.of("target", "fuzz"));
    Files.writeString(target.resolve("jazzer.log"), output);
    for (Path file : filesOf(scratch)) {
      String name = file.getFileName().toString();
      if (name.startsWith("crash-") || name.startsWith("timeout-") || name.startsWith("oom-")) {
        Files.write(target.resolve(name), Files.readAllBytes(file));
      }
    }
    Path corpus = Files.createDirectories(target.resolve("found"));
    for (Path file : filesOf(scratch.resolve("found"))) {
      Files.write(corpus.resolve(file.getFileName().toString()), Files.readAllBytes(file));
    }
  }

  private static Path kept() throws URISyntaxException {
    return Path.of(SessionFuzzTest.class.getResource("/fuzz/session").toURI());
  }

  private static List<Path> filesOf(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 4000));
  }

  /** A vehicle's, a controller's, and one that says Hello itself. */
  private static List<byte[]> sessions(int cut) throws IOException {
    RunEvent started =
        RunEvent.newBuilder()
            .setSeq(1)
            .setEventTimeUnixNs(5)
            .setStarted(
                RunStarted.newBuilder()
                    .setRunId("run-1")
                    .setStartTimeUnixNs(5)
                    .setPlan(
                        RunPlan.newBuilder()
                            .addParticipants(Participant.newBuilder().setVehicleId("VX-12"))))
            .build();
    ClientMessage hello =
        ClientMessage.newBuilder().setHello(TestClient.hello("VX-1", new UUID(3, 4))).build();
    ClientMessage frame = ClientMessage.newBuilder().setFrame(TestClient.frame(1)).build();
    ClientMessage ping =
        ClientMessage.newBuilder().setPing(Ping.newBuilder().setSentTimeUnixNs(7)).build();
    ClientMessage later = ClientMessage.newBuilder().setFrame(TestClient.frame(300)).build();
    ClientMessage event = ClientMessage.newBuilder().setRunEvent(started).build();
    return List.of(
        session(0, cut, frame, ping, frame, later, event, later),
        session(1, cut, event, ping, event, frame),
        session(2, cut, hello, frame, ping, later));
  }

  private static byte[] session(int who, int cut, ClientMessage... messages) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(who);
    out.write(cut);
    for (ClientMessage message : messages) {
      message.writeDelimitedTo(out);
    }
    return out.toByteArray();
  }
}
