package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.Revision;
import io.yardang.streamjobs.report.SigningKey;
import io.yardang.v1.GapLedger;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.StreamArrival;
import io.yardang.v1.Verdict;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as they happen: who takes part when, what comes late, what never comes. */
class RunsTest {
  private static final int END = 200;

  @TempDir Path directory;

  @Test
  void shouldScoreAVehicleInTwoRunsAtOnce() throws Exception {
    try (TrackDay day = day(1)) {
      day.drive(0, 50, "V1", "V2", "V3")
          .start("one", 50, "V1", "V2")
          .drive(50, 100, "V1", "V2", "V3");
      day.start("two", 100, "V3", "V1").drive(100, END, "V1", "V2", "V3").end("one", END - 1);
      day.drive(END, 260, "V1", "V2", "V3").end("two", 250);
      BoundedJob job = score(1);
      for (String run : List.of("one", "two")) {
        assertThat(framesOf(job.newest(run))).isEqualTo(day.expected(run));
        assertThat(OfflineScoring.score(journals(), run)).isEqualTo(job.newest(run));
        assertThat(job.newest(run).getReport().getNoDataMissing()).isTrue();
      }
      assertThat(frames(job.newest("one"))).containsExactly(150L, 150L);
      assertThat(frames(job.newest("two"))).containsExactly(151L, 151L);
    }
  }

  @Test
  void shouldScoreAgainWhenASilentVehicleComesBackWithItsBacklog() throws Exception {
    try (TrackDay day = day(1)) {
      day.start("run", 0, "V1", "V2").drive(0, 100, "V1", "V2").drive(100, 230, "V1");
      day.end("run", END).quiet(20).resend(12).drive(100, 230, "V2");
      BoundedJob job = score(1);
      assertThat(job.scored("run")).hasSize(2);
      Report first = job.scored("run").get(0).getReport();
      assertThat(first.getNoDataMissing()).isFalse();
      assertThat(first.getData(1).getFrames()).isEqualTo(100);
      assertThat(first.getData(1).getStreams(0).getEndKnown()).isFalse();
      ScoredRun newest = job.newest("run");
      assertThat(framesOf(newest)).isEqualTo(day.expected("run"));
      assertThat(newest.getReport().getNoDataMissing()).isTrue();
      StreamArrival onTime = newest.getArrivals(0).getStreams(0);
      assertThat(onTime.getLateFrames() + onTime.getFramesAfterEnd()).isZero();
      assertThat(onTime.getDuplicatesDropped()).isZero();
      StreamArrival late = newest.getArrivals(1).getStreams(0);
      assertThat(late.getLateFrames()).isEqualTo(101);
      assertThat(late.getFramesAfterEnd()).isEqualTo(101);
      assertThat(late.getDuplicatesDropped()).isEqualTo(12);
      assertThat(late.getOffsetMaxS() - late.getOffsetMinS()).isEqualTo(33.0);
    }
  }

  @Test
  void shouldSayThatAParticipantNeverShowedUp() throws Exception {
    try (TrackDay day = day(1)) {
      day.start("run", 0, "V1", "V2").drive(0, 230, "V1").end("run", END);
      Report report = score(1).newest("run").getReport();
      assertThat(report.getReasonsList())
          .anySatisfy(reason -> assertThat(reason).contains("V2 never showed up"));
      assertThat(report.getData(1).getVehicleId()).isEqualTo("V2");
      assertThat(report.getData(1).getFrames()).isZero();
      assertThat(report.getNoDataMissing()).isFalse();
    }
  }

  @Test
  void shouldCallARunInvalidThatCannotBeScoredAndGoOnWithTheOthers() throws Exception {
    GeoPoint here = GeoPoint.newBuilder().setLatitudeDeg(38).setLongitudeDeg(101).build();
    RunPlan.Builder nowhere = RunPlan.newBuilder().addRoute(here).addRoute(here);
    try (TrackDay day = day(1)) {
      day.start("bad", 0, nowhere, "V1").start("good", 0, "V2");
      day.drive(0, 230, "V1", "V2").end("bad", END).end("good", END);
      BoundedJob job = score(1);
      assertThat(framesOf(job.newest("good"))).isEqualTo(day.expected("good"));
      assertThat(framesOf(job.newest("bad"))).isEqualTo(day.expected("bad"));
      assertThat(OfflineScoring.score(journals(), "bad")).isEqualTo(job.newest("bad"));
      Report bad = job.newest("bad").getReport();
      assertThat(bad.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
      assertThat(bad.hasScore()).isFalse();
      assertThat(bad.getReasons(0)).contains("a route needs a length");
      assertThat(bad.getInputSha256()).hasSize(64);
    }
  }

  @Test
  void shouldScoreARunThatSpansARestartOfItsGatewayAndOfAVehicle() throws Exception {
    try (TrackDay day = day(1)) {
      day.start("run", 0, "V1", "V2").drive(0, 80, "V1", "V2").restart().quiet(4);
      day.drive(80, 100, "V1", "V2").reboot("V2", 103).drive(100, 103, "V1");
      day.restart().drive(103, 230, "V1", "V2").end("run", END);
      BoundedJob job = score(1);
      assertThat(framesOf(job.newest("run"))).isEqualTo(day.expected("run"));
      assertThat(OfflineScoring.score(journals(), "run")).isEqualTo(job.newest("run"));
      GapLedger stayed = job.newest("run").getReport().getData(0);
      assertThat(stayed.getFrames()).isEqualTo(201);
      assertThat(stayed.getMissingFrames()).isZero();
      // What the vehicle had not sent when it went down nobody can know.
      GapLedger rebooted = job.newest("run").getReport().getData(1);
      assertThat(rebooted.getStreamsCount()).isEqualTo(2);
      assertThat(rebooted.getMissingFrames()).isZero();
      assertThat(rebooted.getStreams(0).getEndKnown()).isFalse();
      assertThat(rebooted.getStreams(1).getBeginKnown()).isTrue();
      assertThat(job.newest("run").getReport().getNoDataMissing()).isFalse();
    }
  }

  @Test
  void shouldFindTheFramesOfARunWhoseStartIsFarBehindInAnotherJournal() throws Exception {
    try (TrackDay day = day(2)) {
      day.via(0).drive(0, 6_000, "V9").start("run", 6_000, "V1");
      day.at(600).via(1).drive(6_000, 8_400, "V1");
      day.at(640).via(0).end("run", 6_300);
      for (int parallelism : new int[] {1, 2}) {
        BoundedJob job = score(parallelism);
        assertThat(framesOf(job.newest("run"))).isEqualTo(day.expected("run"));
        assertThat(job.newest("run").getReport().getData(0).getFrames()).isEqualTo(301);
      }
    }
  }

  @Test
  void shouldTakeAStartThatTwoGatewaysTookAsItWasReceivedFirst() throws Exception {
    try (TrackDay day = day(2)) {
      day.via(1).drive(0, 20, "V1").start("run", 0, "V1").drive(20, 100, "V1");
      // By the later one, the first frames would have been received over a minute before the start.
      day.quiet(60).via(0).again(day.startOf("run")).drive(100, 230, "V1").end("run", END);
      BoundedJob job = score(2);
      assertThat(framesOf(job.newest("run"))).isEqualTo(day.expected("run"));
      assertThat(OfflineScoring.score(journals(), "run")).isEqualTo(job.newest("run"));
    }
  }

  @Test
  void shouldTakeOneOfTwoStartsOfTheSameMillisecondInWhicheverOrderTheyCome() throws Exception {
    RunPlan.Builder one = RunPlan.newBuilder().setTitle("one");
    RunPlan.Builder two = RunPlan.newBuilder().setTitle("two");
    List<String> titles = new ArrayList<>();
    for (List<RunPlan.Builder> order : List.of(List.of(one, two), List.of(two, one))) {
      Path journals = directory.resolve("order-" + titles.size());
      try (TrackDay day = new TrackDay(journals, 1)) {
        day.start("run", 0, order.get(0).build().toBuilder(), "V1");
        day.start("run", 0, order.get(1).build().toBuilder(), "V1");
        day.drive(0, 230, "V1").end("run", END);
        Path work = directory.resolve("work-" + titles.size());
        ScoredRun newest = BoundedJob.over(journals, work, 1).newest("run");
        assertThat(OfflineScoring.score(journals, "run")).isEqualTo(newest);
        titles.add(newest.getReport().getPlan().getTitle());
      }
    }
    assertThat(titles.get(0)).isEqualTo(titles.get(1));
  }

  @Test
  void shouldReportARunWhosePlanIsRefusedAsInvalidWithTheReason() throws Exception {
    Zone nowhere = Zone.newBuilder().setKind(ZoneKind.ZONE_KIND_GEOFENCE).build();
    try (TrackDay day = day(1)) {
      day.start("bad", 0, RunPlan.newBuilder().addZones(nowhere), "V1").start("good", 0, "V2");
      day.drive(0, 230, "V1", "V2").end("bad", END).end("good", END);
      BoundedJob job = score(1);
      assertThat(framesOf(job.newest("good"))).isEqualTo(day.expected("good"));
      assertThat(job.scored("bad")).hasSize(1);
      ScoredRun bad = job.newest("bad");
      assertThat(bad.getReport().getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
      assertThat(bad.getReport().getReasons(0)).contains("zones[0].ring has 0 points");
      assertThat(OfflineScoring.score(journals(), "bad")).isEqualTo(bad);
      ReportStore store =
          new ReportStore(
              directory.resolve("reports"), SigningKey.openOrCreate(directory.resolve("key")));
      Revision saved = store.save(bad);
      assertThat(Files.readString(saved.directory().resolve("report.html")))
          .contains("zones[0].ring has 0 points");
    }
  }

  @Test
  void shouldReportARefusedRunThatNobodyEnds() throws Exception {
    Zone nowhere = Zone.newBuilder().setKind(ZoneKind.ZONE_KIND_GEOFENCE).build();
    try (TrackDay day = day(1)) {
      day.start("bad", 0, RunPlan.newBuilder().addZones(nowhere), "V1").drive(0, 230, "V1");
      assertThat(score(1).newest("bad").getReport().getReasons(0)).contains("its plan is refused");
    }
  }

  @Test
  void shouldTellHowItGoesAtLeastOncePerSecondOfEachVehiclesOwnClock() {
    LivePace pace = new LivePace();
    long wallNs = 0;
    long aheadNs = 3_600_000_000_000L;
    int told = 0;
    for (int i = 0; i < 100; i++) {
      // 0.7 s between two frames; the other vehicle's clock is an hour ahead, and it falls silent.
      wallNs += 700_000_000L;
      boolean due = i < 5 && pace.isDue(frameAt("V2", aheadNs + wallNs), wallNs);
      due |= pace.isDue(frameAt("V1", wallNs), wallNs);
      if (due) {
        pace.told(wallNs);
        told++;
      }
    }
    assertThat(told).isEqualTo(100);
  }

  private static JournalRecord frameAt(String vehicle, long sampleTimeNs) {
    return new JournalRecord(
        JournalPosition.BEFORE_FIRST,
        RecordKind.FRAME,
        sampleTimeNs,
        vehicle,
        new UUID(0, 1),
        1,
        sampleTimeNs,
        0,
        new byte[0]);
  }

  private static ScoredRun framesOf(ScoredRun scored) {
    return scored.toBuilder().clearArrivals().build();
  }

  private static List<Long> frames(ScoredRun scored) {
    return scored.getReport().getDataList().stream().map(GapLedger::getFrames).toList();
  }

  private Path journals() {
    return directory.resolve("journals");
  }

  private TrackDay day(int gateways) {
    return new TrackDay(journals(), gateways);
  }

  private BoundedJob score(int parallelism) throws Exception {
    return BoundedJob.over(journals(), directory.resolve("work-" + parallelism), parallelism);
  }
}
