package io.yardang.streamjobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.v1.Arrival;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportStoreTest {
  @TempDir Path dir;
  private final AtomicLong nowS = new AtomicLong(1_000);
  private SigningKey key;
  private ReportStore store;

  @BeforeEach
  void open() {
    key = SigningKey.openOrCreate(dir.resolve("key"));
    store = reopened();
  }

  @Test
  void shouldKeepReportTracesAndPage() throws Exception {
    ScoredRun run = SampleRun.scored();
    Revision saved = store.save(run);

    assertThat(saved.number()).isEqualTo(1);
    assertThat(saved.isNew()).isTrue();
    assertThat(store.report(SampleRun.RUN_ID, 1)).isEqualTo(run.getReport());
    assertThat(store.traces(SampleRun.RUN_ID, 1)).isEqualTo(run.getTracesList());
    assertThat(new String(store.html(SampleRun.RUN_ID, 1), StandardCharsets.UTF_8))
        .isEqualTo(ReportHtml.render(run));
    assertThat(names(saved.directory()))
        .containsExactly(
            "MANIFEST.sha256",
            "MANIFEST.sha256.sig",
            "arrival.json",
            "public-key.pem",
            "report.html",
            "report.json",
            "traces.json");
  }

  @Test
  void shouldMakeRevisionWhenOnlyTheArrivalOfFramesChangedAndSayThat() {
    store.save(SampleRun.scored());
    ScoredRun later =
        SampleRun.scored().toBuilder()
            .addArrivals(Arrival.newBuilder().setVehicleId("PV-07"))
            .build();

    Revision revision = store.save(later);

    assertThat(revision.number()).isEqualTo(2);
    assertThat(store.changes(SampleRun.RUN_ID, 2).orElseThrow().changes())
        .singleElement()
        .extracting(Changes.Change::what)
        .isEqualTo("how the frames came (arrival.json, SHA-256)");
  }

  @Test
  void shouldNotMakeRevisionForAnotherVersionOfTheSoftware() {
    store.save(SampleRun.scored());
    ScoredRun.Builder newer = SampleRun.scored().toBuilder();
    newer.getReportBuilder().setSoftwareVersion("9.9.9");

    assertThat(store.save(newer.build()).number()).isEqualTo(1);
  }

  @Test
  void shouldNotMakeRevisionOfReportItHas() {
    store.save(SampleRun.scored());
    store.save(withScore(80.5));

    Revision again = reopened().save(SampleRun.scored());

    assertThat(again.isNew()).isFalse();
    assertThat(again.number()).isEqualTo(1);
    assertThat(store.latest(SampleRun.RUN_ID)).map(Revision::number).hasValue(2);
  }

  @Test
  void shouldSayWhatChangedFromOneRevisionToTheNext() throws Exception {
    store.save(SampleRun.scored());
    ScoredRun.Builder late = withScore(81.25).toBuilder();
    late.getReportBuilder().setVerdict(Verdict.VERDICT_PASS).removeFindings(1);
    late.getReportBuilder().getMetricsBuilder(2).setValue(13.5);
    Revision second = store.save(late.build());

    String text = store.changes(SampleRun.RUN_ID, 2).orElseThrow().text();
    assertThat(text.lines())
        .containsExactly(
            SampleRun.RUN_ID + ": revision 1 -> 2",
            "verdict: FAIL -> PASS",
            "score: 71.484 -> 81.25",
            "metric speed.over_limit: value: 13.42 m/s -> 13.5 m/s",
            "findings: 3 -> 2",
            "findings of comfort.longitudinal: 1 -> 0");
    assertThat(Files.readString(second.directory().resolve("changes.txt"))).isEqualTo(text);
    assertThat(second.directory().resolve("changes.json")).exists();
    assertThat(store.changes(SampleRun.RUN_ID, 1)).isEmpty();
  }

  @Test
  void shouldListRunsNewestFirst() {
    store.save(SampleRun.scored());
    nowS.addAndGet(60);
    store.save(named("later"));
    nowS.addAndGet(60);
    store.save(withScore(90));

    assertThat(store.runs())
        .extracting(RunSummary::runId)
        .containsExactly(SampleRun.RUN_ID, "later");
    assertThat(store.runs().get(0).score()).hasValue(90);
    assertThat(store.runs().get(0).revision()).isEqualTo(2);
    assertThat(reopened().runs()).isEqualTo(store.runs());
  }

  @Test
  void shouldBeginAgainAfterACrashWhileWriting() throws Exception {
    store.save(SampleRun.scored());
    Path torn = dir.resolve("reports").resolve(SampleRun.RUN_ID).resolve(".new-revision");
    Files.createDirectory(torn);
    Files.writeString(torn.resolve("report.json"), "{\"half");

    assertThat(reopened().latest(SampleRun.RUN_ID)).map(Revision::number).hasValue(1);
    assertThat(reopened().save(withScore(90)).number()).isEqualTo(2);
    assertThat(torn).doesNotExist();
  }

  @Test
  void shouldGiveSameBundleBytesEachTime() throws Exception {
    store.save(SampleRun.scored());
    byte[] bundle = bundle(store);
    nowS.addAndGet(3600);
    ReportStore other =
        new ReportStore(dir.resolve("other"), key, () -> Instant.ofEpochSecond(nowS.get()));
    other.save(SampleRun.scored());

    assertThat(bundle(reopened())).isEqualTo(bundle);
    assertThat(bundle(other)).isEqualTo(bundle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", "é", "x\u0000"})
  void shouldRefuseRunIdThatIsNoPlainName(String runId) {
    assertThatThrownBy(() -> store.save(named(runId)))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("not a run id")
        .hasMessageContaining("1 to 64 of");
    assertThatThrownBy(() -> store.latest(runId)).isInstanceOf(ReportException.class);
  }

  @Test
  void shouldSayThatThereIsNoSuchReport() {
    assertThat(store.runs()).isEmpty();
    assertThat(store.latest("nowhere")).isEmpty();
    assertThatThrownBy(() -> store.report("nowhere", 1))
        .isInstanceOf(NoSuchReportException.class)
        .hasMessageContaining("run=nowhere, revision=1");
  }

  private ReportStore reopened() {
    return new ReportStore(dir.resolve("reports"), key, () -> Instant.ofEpochSecond(nowS.get()));
  }

  private static ScoredRun withScore(double score) {
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getReportBuilder().setScore(score);
    return run.build();
  }

  private static ScoredRun named(String runId) {
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getReportBuilder().setRunId(runId);
    return run.build();
  }

  private static byte[] bundle(ReportStore store) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.bundle(SampleRun.RUN_ID, 1, out);
    return out.toByteArray();
  }

  private static Stream<String> names(Path directory) throws Exception {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
