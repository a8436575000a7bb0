package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.streamjobs.source.HandWrittenType;
import io.yardang.streamjobs.source.JournalRecordSerializer;
import io.yardang.v1.RunEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each frame to every run that its vehicle takes part in; keyed by vehicle, run events come
 * to all.
 *
 * <p>The start of a run and the frames of its vehicles travel on different ways (another stream,
 * perhaps another gateway), so either may be first. The newest frames of each vehicle are kept
 * until event time is {@link RunWindow#LOOK_BACK_MS} past their receive time; when a run starts,
 * those that are already of it follow. A frame may so be given twice: the scorer takes it once.
 *
 * <p>Event time is that of the journal that is furthest behind, so it does not matter how far ahead
 * the others are read. The price: while a gateway is away, all frames of the others are kept.
 */
final class RunAssigner
    extends KeyedBroadcastProcessFunction<String, JournalRecord, JournalRecord, RunInput> {
  private static final long serialVersionUID = 1L;

  private static final int PRUNE_EVERY = 1_024;

  static final MapStateDescriptor<String, RunWindow> RUNS =
      new MapStateDescriptor<>(
          "runs",
          Types.STRING,
          new HandWrittenType<>(RunWindow.class, RunWindowSerializer.INSTANCE));

  private static final ListStateDescriptor<JournalRecord> RECENT =
      new ListStateDescriptor<>(
          "recent-frames",
          new HandWrittenType<>(JournalRecord.class, JournalRecordSerializer.INSTANCE));

  private transient ListState<JournalRecord> recent;
  private transient ValueState<Integer> sincePruned;

  /** The runs of each vehicle, so that a frame need not look at all; null: to be made anew. */
  private transient Map<String, List<Map.Entry<String, RunWindow>>> runsOf;

  @Override
  public void open(OpenContext context) {
    recent = getRuntimeContext().getListState(RECENT);
    sincePruned =
        getRuntimeContext().getState(new ValueStateDescriptor<>("since-pruned", Types.INT));
  }

  @Override
  public void processElement(JournalRecord frame, ReadOnlyContext context, Collector<RunInput> out)
      throws Exception {
    if (runsOf == null) {
      runsOf = byVehicle(context.getBroadcastState(RUNS));
    }
    for (Map.Entry<String, RunWindow> run : runsOf.getOrDefault(frame.sender(), List.of())) {
      if (run.getValue().takes(frame)) {
        out.collect(new RunInput(run.getKey(), frame));
      }
    }
    remember(frame, context.currentWatermark());
  }

  private static Map<String, List<Map.Entry<String, RunWindow>>> byVehicle(
      ReadOnlyBroadcastState<String, RunWindow> runs) throws Exception {
    Map<String, List<Map.Entry<String, RunWindow>>> byVehicle = new HashMap<>();
    for (Map.Entry<String, RunWindow> run : runs.immutableEntries()) {
      for (String vehicle : run.getValue().vehicles()) {
        byVehicle
            .computeIfAbsent(vehicle, v -> new ArrayList<>())
            .add(Map.entry(run.getKey(), run.getValue()));
      }
    }
    return byVehicle;
  }

  private void remember(JournalRecord frame, long watermarkMs) throws Exception {
    recent.add(frame);
    int count = sincePruned.value() == null ? 1 : sincePruned.value() + 1;
    if (count >= PRUNE_EVERY && watermarkMs > 0) {
      long oldestNs = (watermarkMs - RunWindow.LOOK_BACK_MS) * 1_000_000;
      List<JournalRecord> kept = new ArrayList<>();
      for (JournalRecord past : recent.get()) {
        if (past.receiveTimeNs() >= oldestNs) {
          kept.add(past);
        }
      }
      recent.update(kept);
      // Many are kept when a journal is behind: looked at again when as many have come.
      count = Math.min(0, PRUNE_EVERY - kept.size());
    }
    sincePruned.update(count);
  }

  @Override
  public void processBroadcastElement(
      JournalRecord record, Context context, Collector<RunInput> out) throws Exception {
    RunEvent event = RunEvents.of(record);
    String runId = RunEvents.runId(event);
    long receiveMs = record.receiveTimeNs() / 1_000_000;
    var runs = context.getBroadcastState(RUNS);
    runsOf = null;
    // Long.MIN_VALUE before the first watermark.
    forgetOldRuns(runs.iterator(), Math.max(0, context.currentWatermark()));
    RunWindow known = runs.get(runId);
    RunWindow before = known == null ? RunWindow.UNKNOWN : known;
    RunWindow after = before.with(event, receiveMs);
    if (after.equals(before)) {
      return; // The same again: a run has one start and one end.
    }
    runs.put(runId, after);
    if (event.hasStarted()) {
      context.applyToKeyedState(
          RECENT,
          (vehicle, frames) -> {
            for (JournalRecord frame : frames.get()) {
              if (after.takes(frame)) {
                out.collect(new RunInput(runId, frame));
              }
            }
          });
    }
  }

  private static void forgetOldRuns(Iterator<Map.Entry<String, RunWindow>> runs, long nowMs) {
    while (runs.hasNext()) {
      if (runs.next().getValue().isOver(nowMs)) {
        runs.remove();
      }
    }
  }
}
