package io.yardang.testbase.bench.score;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * The sink of results, that also takes the CPU time of this process from when the job's operators
 * are set up until all input has come through: without Flink's own start and end, which take longer
 * than some of the jobs. Flink copies a sink, so the clock is one for all: one job at a time.
 */
final class TimedSink implements Sink<Result> {
  private static final long serialVersionUID = 1L;

  private static volatile CpuClock clock;
  private static volatile double cpuS = Double.NaN;

  private final ResultSink sink;

  TimedSink(Path results) {
    sink = new ResultSink(results);
  }

  /** What the last job took. */
  static double cpuS() {
    return cpuS;
  }

  @Override
  public SinkWriter<Result> createWriter(WriterInitContext context) throws IOException {
    SinkWriter<Result> writer = sink.createWriter(context);
    cpuS = Double.NaN;
    clock = CpuClock.start();
    return new Timed(writer);
  }

  @SuppressWarnings("try") // close() is inherited and Flink handles its InterruptedException
  private record Timed(SinkWriter<Result> writer) implements SinkWriter<Result> {
    @Override
    public void write(Result result, Context at) throws IOException, InterruptedException {
      writer.write(result, at);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
      cpuS = endOfInput ? clock.cpuS() : cpuS;
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }
}
