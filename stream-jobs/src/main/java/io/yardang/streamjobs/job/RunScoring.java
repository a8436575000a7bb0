package io.yardang.streamjobs.job;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.RefusedRun;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.streamjobs.source.HandWrittenType;
import io.yardang.streamjobs.source.JournalRecordSerializer;
import io.yardang.v1.Finding;
import io.yardang.v1.Result;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunStarted;
import io.yardang.v1.ScoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts one {@link RunScorer} per run: takes the run's events and frames in any order, tells how
 * the run goes every half second of some vehicle's sample time, judged as new as {@link LiveTurns}
 * allows, and emits the scored run when it is complete, or after a silence since its end. Frames
 * that come later lead to another scored run after the same silence. A run that nobody ends is
 * scored after a longer silence, and goes on when its vehicle comes back. State of a run is dropped
 * when it takes no more frames.
 *
 * <p>What is kept in Flink's state are the records themselves; the scorer is made from them again
 * after a restart.
 */
final class RunScoring extends KeyedProcessFunction<String, RunInput, Result> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RunScoring.class);

  private final Silences silences;
  private final boolean scores;

  private transient ListState<JournalRecord> records;

  /** Received after a silence whose meaning is not decided yet. */
  private transient ListState<JournalRecord> held;

  private transient ValueState<Long> lastInputMs;
  private transient ValueState<Long> timerMs;

  /** Absent before the first score; then whether the newest score holds every record. */
  private transient ValueState<Boolean> scored;

  private transient Map<String, Hosted> hosted;
  private transient LiveTurns turns;

  RunScoring(Silences silences) {
    this(silences, true);
  }

  private RunScoring(Silences silences, boolean scores) {
    this.silences = silences;
    this.scores = scores;
  }

  /** One that treats every run as one that cannot be scored: its records are kept, no more. */
  static RunScoring thatOnlyKeeps(Silences silences) {
    return new RunScoring(silences, false);
  }

  /** A run's scorer in this JVM, and when it last told how the run goes. */
  private static final class Hosted {
    private RunWindow window = RunWindow.UNKNOWN;
    private RunScorer scorer;
    private RunEnded ended;
    private boolean refused;

    /** Why it has no scorer; null while it has one, or has not begun. */
    private RefusedRun refusal;

    private final SharedNames names = new SharedNames();
    private final LivePace live = new LivePace();

    /** Sample time of the record that was told live last. */
    private long liveNs;

    private final List<JournalRecord> framesBeforeStart = new ArrayList<>();
  }

  @Override
  public void open(OpenContext context) {
    var recordType = new HandWrittenType<>(JournalRecord.class, JournalRecordSerializer.INSTANCE);
    var runtime = getRuntimeContext();
    records = runtime.getListState(new ListStateDescriptor<>("records", recordType));
    held = runtime.getListState(new ListStateDescriptor<>("held-after-silence", recordType));
    lastInputMs = runtime.getState(new ValueStateDescriptor<>("last-input", Types.LONG));
    timerMs = runtime.getState(new ValueStateDescriptor<>("timer", Types.LONG));
    scored = runtime.getState(new ValueStateDescriptor<>("scored", Types.BOOLEAN));
    hosted = new HashMap<>();
    turns = new LiveTurns();
  }

  @Override
  public void processElement(RunInput input, Context context, Collector<Result> out)
      throws Exception {
    long beforeMs = receiveMs(input.record()) - 1;
    if (isAfterSilence(input.record()) && context.timerService().currentWatermark() < beforeMs) {
      // The run's end comes on another way than its frames and may still be behind this one. What
      // the silence means is decided when everything from before this record is here.
      held.add(input.record());
      context.timerService().registerEventTimeTimer(beforeMs);
      return;
    }
    process(input.runId(), input.record(), context, out);
  }

  private boolean isAfterSilence(JournalRecord record) throws Exception {
    Long last = lastInputMs.value();
    return last != null && receiveMs(record) >= last + silences.afterEnd().toMillis();
  }

  private static long receiveMs(JournalRecord record) {
    return record.receiveTimeNs() / 1_000_000;
  }

  private void process(String runId, JournalRecord came, Context context, Collector<Result> out)
      throws Exception {
    Hosted run = hostedRun(runId);
    JournalRecord record = run.names.shared(came);
    records.add(record);
    if (record.kind() == RecordKind.RUN_EVENT && changesWhatWasTaken(run, record)) {
      hosted.remove(runId);
      run = hostedRun(runId);
    } else {
      take(run, record);
    }
    rememberInput(context, receiveMs(record));
    if (run.refusal != null && run.ended != null && record.kind() == RecordKind.RUN_EVENT) {
      emitScored(runId, run, out);
    }
    if (run.scorer == null) {
      return;
    }
    if (scored.value() != null) {
      scored.update(false); // Late: scored once more after the silence, however many they are.
      if (run.ended != null) {
        return;
      }
    }
    boolean isFrame = record.kind() == RecordKind.FRAME;
    if (run.scorer.isComplete()) {
      emitScored(runId, run, out);
    } else if (run.live.isDue(record, System.nanoTime()) || !isFrame) {
      run.liveNs = record.sampleTimeNs();
      turns.ask(runId);
      if (!runId.equals(judgeNext(record, out))) {
        emitLive(runId, run, out);
      }
    } else {
      judgeNext(record, out);
    }
  }

  /** Judges the run whose turn it is and tells what came out; returns its id, or null. */
  private String judgeNext(JournalRecord newest, Collector<Result> out) {
    if (!turns.isWaitedFor()) {
      return null;
    }
    long fromNs = System.nanoTime();
    String runId = turns.next(fromNs, System.currentTimeMillis() - receiveMs(newest));
    Hosted run = runId == null ? null : hosted.get(runId);
    if (run == null || run.scorer == null) {
      return null;
    }
    if (run.scorer.judgeSoFar()) {
      turns.judged(fromNs, System.nanoTime());
      Result.Builder result = Result.newBuilder().setRunId(runId).setTimeUnixNs(run.liveNs);
      for (Finding finding : run.scorer.newFindings()) {
        out.collect(result.setFinding(finding).build());
      }
    }
    emitLive(runId, run, out);
    return runId;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Result> out)
      throws Exception {
    if (lastInputMs.value() == null) {
      return; // Forgotten since the timer was set.
    }
    if (timerMs.value() != null && timestamp >= timerMs.value()) {
      timerMs.clear();
      onQuiet(timestamp, context, out);
    }
    release(timestamp, context, out);
  }

  /** Lets the held records go on whose time has come, in the order in which they were received. */
  private void release(long timestamp, OnTimerContext context, Collector<Result> out)
      throws Exception {
    List<JournalRecord> due = new ArrayList<>();
    List<JournalRecord> early = new ArrayList<>();
    for (JournalRecord record : held.get()) {
      (receiveMs(record) - 1 <= timestamp ? due : early).add(record);
    }
    held.update(early);
    due.sort(Comparator.comparingLong(JournalRecord::receiveTimeNs));
    for (JournalRecord record : due) {
      process(context.getCurrentKey(), record, context, out);
    }
  }

  private void onQuiet(long timestamp, OnTimerContext context, Collector<Result> out)
      throws Exception {
    String runId = context.getCurrentKey();
    long quietSinceMs = lastInputMs.value();
    Hosted run = hostedRun(runId);
    long scoredAfterMs = (run.ended != null ? silences.afterEnd() : silences.endsRun()).toMillis();
    long keptMs = run.ended != null ? RunWindow.RETENTION_MS : RunWindow.LONGEST_MS;
    if (timestamp >= quietSinceMs + keptMs) {
      forget(runId);
    } else if (timestamp < quietSinceMs + scoredAfterMs) {
      setTimer(context, quietSinceMs + scoredAfterMs);
    } else {
      boolean hasRun =
          run.refusal != null
              || (run.scorer != null && (run.ended != null || run.scorer.hasBegun()));
      if (hasRun && !Boolean.TRUE.equals(scored.value())) {
        emitScored(runId, run, out);
      }
      setTimer(context, quietSinceMs + keptMs);
    }
  }

  private void rememberInput(Context context, long receiveMs) throws Exception {
    Long last = lastInputMs.value();
    boolean isNewest = last == null || receiveMs > last;
    if (isNewest) {
      lastInputMs.update(receiveMs);
    }
    Long timer = timerMs.value();
    long silenceMs = silences.afterEnd().toMillis();
    long due = (isNewest ? receiveMs : last) + silenceMs;
    if (timer == null || timer > due + silenceMs) {
      setTimer(context, due);
    }
  }

  private void setTimer(Context context, long atMs) throws Exception {
    context.timerService().registerEventTimeTimer(atMs);
    timerMs.update(atMs);
  }

  private Hosted hostedRun(String runId) throws Exception {
    Hosted run = hosted.get(runId);
    if (run == null) {
      run = new Hosted();
      run.refused = !scores;
      List<JournalRecord> eventsFirst = new ArrayList<>();
      records.get().forEach(eventsFirst::add);
      eventsFirst.sort(
          Comparator.comparing((JournalRecord record) -> record.kind() == RecordKind.FRAME)
              .thenComparingLong(RunScoring::receiveMs)
              // Of two starts the one that counts comes first.
              .thenComparing(RunEvents::digest)
              .thenComparingLong(JournalRecord::receiveTimeNs));
      for (JournalRecord record : eventsFirst) {
        take(run, run.names.shared(record));
      }
      hosted.put(runId, run);
    }
    return run;
  }

  /**
   * Whether the event takes the place of one had before (another gateway took it earlier), or tells
   * that frames were taken which were received too late.
   */
  private boolean changesWhatWasTaken(Hosted run, JournalRecord record) throws Exception {
    RunEvent event = RunEvents.of(record);
    RunWindow after = run.window.with(event, receiveMs(record));
    if (after.equals(run.window)) {
      return false;
    }
    if (event.hasStarted() ? run.window.isOpened() : run.window.isClosed()) {
      return true;
    }
    for (JournalRecord had : records.get()) {
      if (after.isOpened() && had.kind() == RecordKind.FRAME && !after.isReceivedInTime(had)) {
        return true;
      }
    }
    return false;
  }

  private static void take(Hosted run, JournalRecord record) {
    if (record.kind() == RecordKind.FRAME) {
      if (run.scorer == null && !run.refused) {
        run.framesBeforeStart.add(record);
      } else if (run.scorer != null && run.window.isReceivedInTime(record)) {
        frame(record).ifPresent(run.scorer::add);
      }
      return;
    }
    RunEvent event = RunEvents.of(record);
    RunWindow after = run.window.with(event, receiveMs(record));
    if (after.equals(run.window)) {
      return; // The same again: a run has one start and one end.
    }
    run.window = after;
    if (event.hasStarted()) {
      begin(run, event.getStarted());
    } else {
      run.ended = event.getEnded();
      if (run.scorer != null) {
        run.scorer.end(run.ended);
      }
    }
  }

  /** Empty when its bytes are no frame: then its seq counts as missing. */
  static Optional<RunFrame> frame(JournalRecord record) {
    try {
      return Optional.of(new RunFrame(record.sender(), record.stream(), record.bytes()));
    } catch (InvalidProtocolBufferException e) {
      LOG.error("{} of {} is no frame: {}", record.position(), record.sender(), e.getMessage());
      return Optional.empty();
    }
  }

  private static void begin(Hosted run, RunStarted started) {
    if (run.refused) {
      return;
    }
    try {
      run.scorer = new RunScorer(started);
    } catch (RuntimeException e) {
      // Whoever started it should have been told; a bad plan must not stop the other runs.
      run.refused = true;
      run.refusal = new RefusedRun(started, e);
      LOG.error("run {} cannot be scored: {}", started.getRunId(), e.getMessage());
      return;
    }
    for (JournalRecord record : run.framesBeforeStart) {
      take(run, record);
    }
    run.framesBeforeStart.clear();
    if (run.ended != null) {
      run.scorer.end(run.ended);
    }
  }

  private static void emitLive(String runId, Hosted run, Collector<Result> out) {
    run.live.told(System.nanoTime());
    try {
      out.collect(
          Result.newBuilder()
              .setRunId(runId)
              .setTimeUnixNs(run.liveNs)
              .setLive(run.scorer.live())
              .build());
    } catch (RuntimeException e) {
      // One run's fault must not stop the scoring of others; the report will tell it.
      LOG.error("run {} cannot be told live", runId, e);
    }
  }

  private void emitScored(String runId, Hosted run, Collector<Result> out) throws Exception {
    ScoredRun score =
        run.refusal != null
            ? run.refusal.score(Optional.ofNullable(run.ended))
            : scored(runId, run);
    out.collect(
        Result.newBuilder()
            .setRunId(runId)
            .setTimeUnixNs(score.getReport().getEndTimeUnixNs())
            .setScored(score)
            .build());
    scored.update(true);
    turns.forget(runId);
  }

  private ScoredRun scored(String runId, Hosted run) throws Exception {
    ScoredRun frames = run.ended != null ? run.scorer.score() : run.scorer.scoreEndedBySilence();
    run.scorer.fault().ifPresent(e -> LOG.error("run {} could not be scored", runId, e));
    return ArrivalLedger.addTo(frames, run.window, records.get());
  }

  private void forget(String runId) {
    hosted.remove(runId);
    turns.forget(runId);
    records.clear();
    held.clear();
    lastInputMs.clear();
    timerMs.clear();
    scored.clear();
  }
}
