package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.ScoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a real local Flink, from a real journal to a real result journal. */
@SuppressWarnings("try") // The service works while it is open; nobody calls it.
class ScoringJobTest {
  private static final int ALL = RecordedRun.FRAMES;

  @TempDir Path directory;
  private ScoringConfig config;

  @BeforeEach
  void configure() {
    config = reading(Journals.in(journals()));
  }

  private ScoringConfig reading(Journals journals) {
    return new ScoringConfig(
        journals,
        directory.resolve("results"),
        directory.resolve("checkpoints"),
        Duration.ofMillis(200),
        new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)),
        1);
  }

  @Test
  void shouldScoreAsScorerAndOfflineScoringDo() throws Exception {
    write().start().frames(0, ALL).end().close();
    scoreToEnd();
    assertThat(scored()).isNotEmpty().containsOnly(RecordedRun.scoredWithout(0, 0));
    assertThat(OfflineScoring.score(journals(), RecordedRun.RUN)).isEqualTo(newestWithArrivals());
  }

  @Test
  void shouldTakeFramesThatCameBeforeTheStartOfTheirRun() throws Exception {
    write().frames(0, 50).start().frames(50, ALL).end().close();
    scoreToEnd();
    assertThat(newest()).isEqualTo(RecordedRun.scoredWithout(0, 0));
  }

  @Test
  void shouldEndRunBySilence() throws Exception {
    write().start().frames(0, 150).end().close();
    scoreToEnd();
    assertThat(scored()).containsExactly(RecordedRun.scoredWithout(150, ALL));
  }

  @Test
  void shouldEndRunThatNobodyEndsWithItsNewestFrame() throws Exception {
    write().start().frames(0, 150).close();
    scoreToEnd();
    assertThat(newestWithArrivals()).isEqualTo(OfflineScoring.score(journals(), RecordedRun.RUN));
    assertThat(scored()).hasSize(1);
    Report report = newest().getReport();
    assertThat(report.getEndCause()).isEqualTo(RunEndCause.RUN_END_CAUSE_SILENCE);
    assertThat(report.getEndTimeUnixNs()).isEqualTo(RecordedRun.sampleTimeNs(149));
  }

  @Test
  void shouldGoOnWithRunThatWasEndedBySilence() throws Exception {
    write().start().frames(0, 100).quiet(700).frames(100, ALL).end().close();
    scoreToEnd();
    assertThat(scored()).hasSizeGreaterThan(1);
    assertThat(scored().get(0).getReport().getEndTimeUnixNs())
        .isEqualTo(RecordedRun.sampleTimeNs(99));
    assertThat(newest()).isEqualTo(RecordedRun.scoredWithout(0, 0));
  }

  @Test
  void shouldTakeFramesReceivedUpToAMinuteBeforeTheStart() throws Exception {
    write().frames(0, 50).quiet(61).frames(50, 60).start().frames(60, ALL).end().close();
    scoreToEnd();
    assertThat(newest()).isEqualTo(RecordedRun.scoredWithout(0, 50));
    assertThat(OfflineScoring.score(journals(), RecordedRun.RUN)).isEqualTo(newestWithArrivals());
  }

  @Test
  void shouldScoreAgainOnceAfterManyLateFrames() throws Exception {
    write().start().frames(0, 150).end().quiet(10).frames(150, ALL).close();
    scoreToEnd();
    assertThat(scored())
        .containsExactly(RecordedRun.scoredWithout(150, ALL), RecordedRun.scoredWithout(0, 0));
  }

  @Test
  void shouldGiveSameReportAfterRestartInMidRun() throws Exception {
    // Received now: a job that follows a journal takes the wall clock for the time at its end.
    try (RecordedRun run = write().receivedFrom(Instant.now())) {
      run.start().frames(0, 100);
      try (var service = ScoringService.start(config)) {
        await(() -> !results().isEmpty());
        awaitCheckpoint();
        await(() -> position().isPresent());
      }
      JournalPosition scoredUpTo = position().orElseThrow();
      run.frames(100, ALL).end();
      try (var service = ScoringService.start(config)) {
        await(() -> !scored().isEmpty());
        await(() -> position().orElseThrow().compareTo(scoredUpTo) > 0);
      }
    }
    assertThat(newest()).isEqualTo(RecordedRun.scoredWithout(0, 0));
  }

  /** How far the journal was told that it is scored. */
  private Optional<JournalPosition> position() {
    return ScoredPosition.read(JournalDirectory.list(journals()).get(0).path());
  }

  @Test
  void shouldScoreOverTheNetworkAsFromDisk() throws Exception {
    try (RecordedRun first = write();
        RecordedRun second = new RecordedRun(journals(), "gateway-2")) {
      first.start().frames(0, 100).end();
      second.frames(100, ALL);
      try (VehicleGateway one = serve(first, 0);
          VehicleGateway two = serve(second, 0)) {
        config = reading(Journals.of(List.of(endpoint(one), endpoint(two))));
        scoreToEnd();
      }
    }
    ScoredRun overNetwork = newest();
    assertThat(overNetwork).isEqualTo(RecordedRun.scoredWithout(0, 0));
    config = reading(Journals.in(journals()));
    scoreToEnd();
    assertThat(newest()).isEqualTo(overNetwork);
  }

  @Test
  void shouldGoOnOverTheNetworkFromACheckpointAndThroughAnAbsenceOfTheGateway() throws Exception {
    try (RecordedRun run = write().receivedFrom(Instant.now())) {
      int port;
      run.start().frames(0, 80);
      try (VehicleGateway gateway = serve(run, 0)) {
        port = gateway.port();
        config = reading(Journals.of(List.of(endpoint(gateway))));
        try (var service = ScoringService.start(config)) {
          await(() -> !results().isEmpty());
          awaitCheckpoint();
          await(() -> position().isPresent());
        }
      }
      run.frames(80, 150);
      try (var service = ScoringService.start(config)) {
        // The job runs already; the gateway comes only now, goes and comes again.
        try (VehicleGateway gateway = serve(run, port)) {
          await(() -> gateway.readerStatistics().entries() >= 70);
        }
        run.frames(150, ALL).end();
        try (VehicleGateway gateway = serve(run, port)) {
          await(() -> !scored().isEmpty());
          assertThat(gateway.readerStatistics().entries())
              .as("the rest of the journal, not all of it again")
              .isLessThan(ALL);
        }
      }
    }
    assertThat(newest()).isEqualTo(RecordedRun.scoredWithout(0, 0));
  }

  @Test
  void shouldRefuseACheckpointOfAnotherVersionOrOfAGatewayThatIsNotNamed() throws Exception {
    var splits = JournalSource.bounded(config.journals()).getSplitSerializer();
    assertThatThrownBy(() -> splits.deserialize(splits.getVersion() - 1, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("known=" + splits.getVersion());
    Journals gateways = Journals.of(List.of(new JournalEndpoint("gw-a", 7400, "scoring", null)));
    assertThatThrownBy(() -> gateways.open("gw-b:7400"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("gw-b:7400")
        .hasMessageContaining("[gw-a:7400]");
  }

  private static VehicleGateway serve(RecordedRun run, int port) {
    return VehicleGateway.launch(
        GatewayConfig.plaintext().withPort(port), run.journal(), InstantSource.system());
  }

  private static JournalEndpoint endpoint(VehicleGateway gateway) {
    return new JournalEndpoint("127.0.0.1", gateway.port(), "scoring", null);
  }

  private Path journals() {
    return directory.resolve("journals");
  }

  private RecordedRun write() {
    return new RecordedRun(journals());
  }

  private void awaitCheckpoint() {
    Path before = Checkpoints.newest(config.checkpoints()).orElse(null);
    await(
        () ->
            Checkpoints.newest(config.checkpoints())
                .filter(newest -> !newest.equals(before))
                .isPresent());
  }

  private void scoreToEnd() throws Exception {
    var environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            1, ScoringService.flinkConfiguration(config, null));
    new ScoringJob(
            JournalSource.bounded(config.journals()),
            new ResultSink(config.results()),
            config.silences())
        .addTo(environment);
    environment.execute();
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    try (var reader = LocalJournalReader.open(config.results())) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        results.add(Result.parseFrom(record.get().bytes()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return results;
  }

  /** What follows from the frames alone: how they came is another matter. */
  private List<ScoredRun> scored() {
    return scoredWithArrivals().stream()
        .map(scored -> scored.toBuilder().clearArrivals().build())
        .toList();
  }

  private List<ScoredRun> scoredWithArrivals() {
    return results().stream().filter(Result::hasScored).map(Result::getScored).toList();
  }

  private ScoredRun newestWithArrivals() {
    List<ScoredRun> scored = scoredWithArrivals();
    return scored.get(scored.size() - 1);
  }

  private ScoredRun newest() {
    List<ScoredRun> scored = scored();
    return scored.get(scored.size() - 1);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 40 s").isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
