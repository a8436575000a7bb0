package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.SigningKey;
import io.yardang.streamjobs.sink.ReportExporter;
import io.yardang.streamjobs.sink.ResultDoor;
import io.yardang.streamjobs.sink.ResultTailer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar on a standalone Flink cluster of three processes: it reads two gateways' journals
 * over the network and hands its results in at the test base, all under mutual TLS, while a
 * TaskManager dies.
 */
@SuppressWarnings("try") // The parts work while they are open; nobody calls them.
class RealClusterIT {
  private static final Path JAR = Path.of("target/yardang-job.jar").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void shouldGiveTheReportsOfOneJvmThoughATaskManagerDies() throws Exception {
    Path pki = directory.resolve("pki");
    CertificateAuthority authority = CertificateAuthority.openOrCreate(pki, InstantSource.system());
    authority.gateway("localhost");
    authority.reader("scoring");
    ReportStore reports =
        new ReportStore(
            directory.resolve("reports"), SigningKey.openOrCreate(directory.resolve("keys")));
    try (DayUnderFire day = new DayUnderFire(directory);
        VehicleGateway one = serve(day, 0, pki);
        VehicleGateway two = serve(day, 1, pki);
        ResultDoor door = openDoor(pki);
        ResultTailer tailer =
            ResultTailer.follow(
                directory.resolve("results"),
                directory.resolve("followers"),
                new ReportExporter(reports, revision -> {}));
        FlinkProcesses flink =
            new FlinkProcesses(directory.resolve("flink"), directory.resolve("checkpoints"), 2)) {
      day.driveTo(40);
      flink.run(
          2,
          JAR,
          "--gateways",
          "localhost:" + one.port() + ",localhost:" + two.port(),
          "--results",
          "localhost:" + door.uri().getPort(),
          "--certificates",
          pki.toString());
      day.awaitCheckpointAfterNewResult();
      day.driveTo(90);
      day.awaitNewResult();
      flink.killTaskManager(1);
      day.driveTo(140);
      day.awaitNewResult();
      day.driveToEnd();
      day.assertReportsAreWholeAndUndisturbed("on a cluster");
      assertThat(flink.failures()).as("it was hit").contains("\"exceptionName\":");

      BoundedJob inOneJvm = BoundedJob.over(day.journals(), directory.resolve("one-jvm"), 2);
      for (String run : DayUnderFire.RUNS) {
        assertThat(day.newest(run)).contains(inOneJvm.newest(run));
        byte[] report = CanonicalJson.of(inOneJvm.newest(run).getReport());
        DayUnderFire.await(() -> reports.latest(run).isPresent());
        Path stored = reports.latest(run).orElseThrow().directory().resolve("report.json");
        assertThat(Files.readAllBytes(stored)).isEqualTo(report);
      }
    }
  }

  private static VehicleGateway serve(DayUnderFire day, int gateway, Path pki) {
    GatewayConfig.Tls tls =
        new GatewayConfig.Tls(
            pki.resolve("ca.crt.pem"),
            pki.resolve("gateway.crt.pem"),
            pki.resolve("gateway.key.pem"),
            pki.resolve("denied.txt"),
            Duration.ofSeconds(1));
    return VehicleGateway.launch(
        GatewayConfig.plaintext().withTls(tls).withPort(0),
        day.day().journal(gateway),
        InstantSource.system());
  }

  private ResultDoor openDoor(Path pki) {
    return ResultDoor.open(
        "localhost",
        0,
        Optional.of(
            new ResultDoor.Tls(
                pki.resolve("ca.crt.pem"),
                pki.resolve("gateway.crt.pem"),
                pki.resolve("gateway.key.pem"),
                pki.resolve("denied.txt"))),
        directory.resolve("results"),
        Duration.ZERO,
        InstantSource.system());
  }
}
