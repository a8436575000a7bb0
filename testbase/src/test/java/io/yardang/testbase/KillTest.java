package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.rigs.replay.Replay;
import io.yardang.rigs.replay.ReplaySettings;
import io.yardang.rigs.replay.ReplaySummary;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process is killed in mid-run, as a power switch would, and started again. */
class KillTest {
  private static final String CONTROLLER = "rig";
  private static final long FRAMES_BEFORE_KILL = 2_000;

  @TempDir Path dir;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void shouldLoseNoAcknowledgedFrameAndGiveTheReportOfAnUndisturbedRun() throws Exception {
    SimulatedDrive drive =
        Simulation.patrol(SimulationSettings.atKaramay(1, 20, 1_800_000_000_000_000_000L))
            .withRunId("killed");
    Map<String, UUID> streams = new TreeMap<>();
    drive
        .frames()
        .keySet()
        .forEach(
            id ->
                streams.put(
                    id,
                    UUID.nameUUIDFromBytes(id.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    int gatewayPort = freePort();
    Process first = start(gatewayPort);
    awaitListening(gatewayPort, first);

    CountDownLatch killNow = new CountDownLatch(1);
    CompletableFuture<ReplaySummary> replay =
        CompletableFuture.supplyAsync(
            () ->
                Replay.play(
                    drive,
                    settings(gatewayPort, streams),
                    System::nanoTime,
                    progress -> {
                      if (progress.acked() >= FRAMES_BEFORE_KILL) {
                        killNow.countDown();
                      }
                    }));
    assertThat(killNow.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(replay).isNotDone();
    first.destroyForcibly().waitFor();
    start(gatewayPort);
    ReplaySummary summary = replay.get(180, TimeUnit.SECONDS);

    summary.senders().forEach(sender -> assertThat(sender.rejected()).isZero());
    Path report = dir.resolve("data/reports/killed/rev-1/report.json");
    Eventually.within(Duration.ofSeconds(60), () -> assertThat(report).exists());
    assertThat(Files.readAllBytes(report)).isEqualTo(undisturbed(drive, streams));
    assertEachFrameOnceInOrder(drive);
  }

  private void assertEachFrameOnceInOrder(SimulatedDrive drive) {
    Map<String, List<Long>> seqs = new HashMap<>();
    for (JournalDirectory journal : JournalDirectory.list(dir.resolve("data/journals"))) {
      try (JournalReader reader = LocalJournalReader.open(journal.path())) {
        for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
          JournalRecord record = next.get();
          if (record.kind() == RecordKind.FRAME) {
            seqs.computeIfAbsent(record.sender(), id -> new ArrayList<>()).add(record.seq());
          }
        }
      }
    }
    drive
        .frames()
        .forEach(
            (vehicle, frames) ->
                assertThat(seqs.get(vehicle))
                    .as(vehicle)
                    .isEqualTo(frames.stream().map(TelemetryFrame::getSeq).toList()));
  }

  private static byte[] undisturbed(SimulatedDrive drive, Map<String, UUID> streams) {
    RunEvent started = drive.runEvents().get(0);
    RunScorer scorer = new RunScorer(started.getStarted());
    drive
        .frames()
        .forEach(
            (vehicle, frames) ->
                frames.forEach(
                    frame -> scorer.add(new RunFrame(vehicle, streams.get(vehicle), frame))));
    scorer.end(drive.runEvents().get(1).getEnded());
    return CanonicalJson.of(scorer.score().getReport());
  }

  private ReplaySettings settings(int port, Map<String, UUID> streams) {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(dir.resolve("data/pki"), InstantSource.system());
    return new ReplaySettings(
        "127.0.0.1",
        port,
        sender -> {
          var issued =
              sender.equals(CONTROLLER) ? authority.controller(sender) : authority.vehicle(sender);
          return Optional.of(new TlsFiles(issued.caCert(), issued.cert(), issued.key()));
        },
        20,
        streams,
        CONTROLLER,
        Duration.ofMinutes(2));
  }

  /** The process as the launcher starts it, without the launcher: the signal must hit the JVM. */
  private Process start(int gatewayPort) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : System.getProperty("yardang.jvm.flags").trim().split("\\s+", -1)) {
      command.add(flag);
    }
    command.addAll(
        List.of(
            "-Xmx768m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.yardang.testbase.Yardang",
            "serve"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().put("YARDANG_DATA", dir.resolve("data").toString());
    builder.environment().put("YARDANG_GATEWAY_PORT", Integer.toString(gatewayPort));
    builder.environment().put("YARDANG_GATEWAY_ADMIN_PORT", "0");
    builder.environment().put("YARDANG_CONSOLE_PORT", "0");
    builder.environment().put("YARDANG_QUESTDB_PORT", "0");
    builder.environment().put("YARDANG_SCORING_CHECKPOINT_INTERVAL_S", "1");
    Path log = dir.resolve("serve-" + processes.size() + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    processes.add(process);
    return process;
  }

  private static void awaitListening(int port, Process process) {
    Eventually.within(
        Duration.ofSeconds(90),
        () -> {
          assertThat(process.isAlive()).isTrue();
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.isConnected()).isTrue();
          } catch (IOException e) {
            throw new AssertionError("nothing listens on port " + port, e);
          }
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
