package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.place;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.Checkpoint;
import io.yardang.v1.Finding;
import io.yardang.v1.FrameRange;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A report stays one that can be kept and read, however much is wrong with a run. */
class BoundedFindingsTest {
  @Test
  void shouldCiteTheWholeOfAStreamForWhatWasNeverDone() {
    RunPlan plan =
        plan(List.of(), "weighted checkpoints")
            .addCheckpoints(
                Checkpoint.newBuilder()
                    .setCheckpointId("far")
                    .setPosition(place(0, 500))
                    .setRadiusM(5))
            .build();
    Drive drive = Drive.of("V1").at(8).steady(60);
    List<RunFrame> frames =
        drive.frames().stream().filter(frame -> frame.seq() % 20 != 10).toList();

    Report report = score(plan, frames, drive.seconds());

    assertThat(report.getFindingsList()).hasSize(1);
    assertThat(report.getFindings(0).getEvidenceList())
        .singleElement()
        .extracting(FrameRange::getFirstSeq, FrameRange::getLastSeq)
        .containsExactly(frames.get(0).seq(), frames.get(frames.size() - 1).seq());
  }

  @Test
  void shouldListAThousandFindingsOfAMetricAndTellHowManyMoreThereAre() {
    double seconds = 4_200;
    Drive drive =
        Drive.of("V1")
            .at(6)
            .with((t, frame) -> frame.getMotionBuilder().setYawRateRadps(t % 4 < 2 ? 1.2 : 0))
            .steady(seconds);

    Report report = score(plan(List.of(), "yaw_rate").build(), drive.frames(), seconds);

    assertThat(report.getFindingsList()).hasSize(1_000);
    Finding last = report.getFindings(999);
    assertThat(last.getText()).endsWith(" more like this are not listed.");
    assertThat(report.getFindings(998).getText()).doesNotContain("not listed");
    assertThat(report.toByteArray().length).isLessThan(1_000_000);
  }
}
