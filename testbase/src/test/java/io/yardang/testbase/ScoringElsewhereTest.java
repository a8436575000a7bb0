package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.job.ClusterJob;
import io.yardang.streamjobs.job.OfflineScoring;
import io.yardang.testbase.embedded.TestBase;
import io.yardang.v1.Report;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test base that leaves the scoring to a job elsewhere: the job reads its gateway's journal over
 * the network, and hands in what becomes the report.
 */
class ScoringElsewhereTest {
  @TempDir Path data;

  @Test
  void shouldGiveOutTheReportOfAJobElsewhere() throws Exception {
    SimulatedDrive drive =
        Simulation.patrol(SimulationSettings.atKaramay(1, 10, 1_800_000_000_000_000_000L))
            .withRunId("elsewhere");
    try (RunningBase running =
        RunningBase.start(data, Map.of("YARDANG_SCORING_RESULTS_PORT", "0"))) {
      TestBase base = running.base();
      CertificateAuthority.openOrCreate(data.resolve("pki"), InstantSource.system())
          .reader("scoring");
      String resultsPort = Integer.toString(base.resultsUri().orElseThrow().getPort());
      StreamExecutionEnvironment flink =
          StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
      ClusterJob.of(
              "--gateways",
              "127.0.0.1:" + base.gatewayPort(),
              "--results",
              "127.0.0.1:" + resultsPort,
              "--certificates",
              data.resolve("pki").toString())
          .addTo(flink);
      JobClient job = flink.executeAsync();
      Report report = running.replay(drive, 40, "elsewhere");
      job.cancel().get();
      assertThat(report)
          .isEqualTo(OfflineScoring.score(data.resolve("journals"), "elsewhere").getReport());
    }
  }
}
