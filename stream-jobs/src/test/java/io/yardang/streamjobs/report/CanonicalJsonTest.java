package io.yardang.streamjobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.scoring.Sha256;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  @Test
  void shouldSortMembersAndLeaveDefaultsOut() {
    Report report =
        Report.newBuilder()
            .setRunId("r-1")
            .setReportVersion(1)
            .setStartTimeUnixNs(1_700_000_000_000_000_001L)
            .setPlan(RunPlan.newBuilder().setTitle("沙 <b>\"\u20ac\n"))
            .addReasons("one")
            .build();

    assertThat(text(CanonicalJson.of(report)))
        .isEqualTo(
            "{\"plan\":{\"title\":\"沙 <b>\\\"€\\n\"},\"reasons\":[\"one\"],\"reportVersion\":1,"
                + "\"runId\":\"r-1\",\"startTimeUnixNs\":\"1700000000000000001\"}");
  }

  /** 2.0E-3 and 2E23 are printed otherwise by Double.toString of Java 17 than of 25. */
  @Test
  void shouldPrintNumbersAsEcmaScriptOnEveryJava() {
    MetricResult.Builder metric =
        MetricResult.newBuilder()
            .setMetric("m")
            .setKind(MetricKind.METRIC_KIND_WEIGHTED)
            .setEvidence(Evidence.EVIDENCE_POLICY)
            .setValue(2.0e-3)
            .setThreshold(Double.parseDouble("2e23"))
            .setScore(0.0)
            .setWeight(100.0)
            .putDetails("b", -13.420001)
            .putDetails("a", 1e-7)
            .putDetails("c", 123456789.123456)
            .putDetails("d", -0.0);

    assertThat(text(CanonicalJson.of(metric)))
        .isEqualTo(
            "{\"details\":{\"a\":1e-7,\"b\":-13.420001,\"c\":123456789.123456,\"d\":0},"
                + "\"evidence\":\"EVIDENCE_POLICY\",\"kind\":\"METRIC_KIND_WEIGHTED\","
                + "\"metric\":\"m\",\"score\":0,\"threshold\":2e+23,\"value\":0.002,"
                + "\"weight\":100}");
  }

  @Test
  void shouldReadBackWhatItWrote() {
    Report report = SampleRun.report().build();

    assertThat(CanonicalJson.read(CanonicalJson.of(report), Report.newBuilder()).build())
        .isEqualTo(report);
  }

  /** The whole sample's bytes, so that a change on any Java or by any library is seen. */
  @Test
  void shouldKeepBytesOfSampleReport() {
    assertThat(Sha256.hex(CanonicalJson.of(SampleRun.report())))
        .isEqualTo("847bcd2b684fc4780cf4aec7616377aa30a89af1fa9c22d1d9a0318e03e68467");
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
