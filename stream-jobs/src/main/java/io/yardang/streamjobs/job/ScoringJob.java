package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.source.HandWrittenType;
import io.yardang.v1.Result;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The pipeline: journal records go to their runs, each run is scored, results go to the sink. Its
 * two ends are passed in.
 */
public final class ScoringJob {
  /** Of the results between operators. */
  public static final TypeInformation<Result> RESULT_TYPE =
      new HandWrittenType<>(Result.class, ResultSerializer.INSTANCE);

  private static final TypeInformation<RunInput> INPUT_TYPE =
      new HandWrittenType<>(RunInput.class, RunInputSerializer.INSTANCE);

  private final Source<JournalRecord, ?, ?> source;
  private final Sink<Result> sink;
  private final KeyedProcessFunction<String, RunInput, Result> scorer;

  public ScoringJob(Source<JournalRecord, ?, ?> source, Sink<Result> sink, Silences silences) {
    this(source, sink, new RunScoring(silences));
  }

  private ScoringJob(
      Source<JournalRecord, ?, ?> source,
      Sink<Result> sink,
      KeyedProcessFunction<String, RunInput, Result> scorer) {
    this.source = source;
    this.sink = sink;
    this.scorer = scorer;
  }

  /**
   * The same pipeline with an empty scorer: the records of runs are kept as ever, but not scored.
   * Then, what is left of the cost is Flink's, the journal's and the state's.
   */
  public static ScoringJob thatOnlyKeeps(
      Source<JournalRecord, ?, ?> source, Sink<Result> sink, Silences silences) {
    return new ScoringJob(source, sink, RunScoring.thatOnlyKeeps(silences));
  }

  /** The same pipeline with a last operator that does nothing at all. */
  public static ScoringJob thatOnlyReads(Source<JournalRecord, ?, ?> source, Sink<Result> sink) {
    return new ScoringJob(source, sink, new Nothing());
  }

  private static final class Nothing extends KeyedProcessFunction<String, RunInput, Result> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(RunInput input, Context context, Collector<Result> out) {
      // Not even state is kept.
    }
  }

  /** Adds the pipeline to the environment, which then executes it. */
  public void addTo(StreamExecutionEnvironment environment) {
    DataStream<JournalRecord> records =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "journals")
            .setParallelism(
                1) // One gateway's journal is one split; an idle reader would hold time.
            .uid("journals");
    // As parallel as the source: dealt out to several, a vehicle's frames would lose their order,
    // and a run would seem complete while some are still on the way.
    DataStream<JournalRecord> runEvents =
        records
            .filter(record -> record.kind() == RecordKind.RUN_EVENT)
            .setParallelism(1)
            .name("run events");
    DataStream<JournalRecord> frames =
        records
            .filter(record -> record.kind() == RecordKind.FRAME)
            .setParallelism(1)
            .name("frames");

    frames
        .keyBy(JournalRecord::sender, Types.STRING)
        .connect(runEvents.broadcast(RunAssigner.RUNS))
        .process(new RunAssigner())
        .returns(INPUT_TYPE)
        .name("assign to runs")
        .uid("assign-to-runs")
        .union(runEvents.map(ScoringJob::concerning).returns(INPUT_TYPE).setParallelism(1))
        .keyBy(RunInput::runId, Types.STRING)
        .process(scorer)
        .returns(RESULT_TYPE)
        .name("score runs")
        .uid("score-runs")
        .sinkTo(sink)
        .setParallelism(1)
        .name("results")
        .uid("results");
  }

  private static RunInput concerning(JournalRecord event) {
    return new RunInput(RunEvents.runId(RunEvents.of(event)), event);
  }
}
