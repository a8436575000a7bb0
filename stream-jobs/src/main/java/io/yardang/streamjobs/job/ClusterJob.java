package io.yardang.streamjobs.job;

import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.streamjobs.sink.RemoteResultSink;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * The scoring job on a Flink cluster, as {@code flink run} starts it: reads the journals of
 * gateways over the network and hands its results in at the test base. State backend, checkpoints,
 * restarts and parallelism are the cluster's business.
 *
 * @param gateways whose journals are scored
 * @param results the test base's {@link io.yardang.streamjobs.sink.ResultDoor}
 * @param silences what it means that nothing comes of a run
 */
public record ClusterJob(
    List<JournalEndpoint> gateways, JournalEndpoint results, Silences silences) {
  /** What {@code --help} and a wrong argument print. */
  static final String USAGE =
      """
      --gateways HOST:PORT,…      whose journals are scored
      --results HOST:PORT         scoring.results_host and _port of the test base
      --certificates DIR          with ca.crt.pem, scoring.crt.pem and scoring.key.pem, on each
                                  TaskManager; or: none, for plaintext
      --silence-before-run-ends-s SECONDS   [5]
      --run-ends-after-silence-s SECONDS    [600]
      """;

  private static final String READER = "scoring";
  private static final Set<String> KEYS =
      Set.of(
          "gateways",
          "results",
          "certificates",
          "silence-before-run-ends-s",
          "run-ends-after-silence-s");
  private static final long CHECKPOINT_INTERVAL_MS = 5_000;

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    of(arguments).addTo(environment);
    environment.execute("yardang-scoring");
  }

  /** Adds the pipeline to the environment, which then executes it. */
  public void addTo(StreamExecutionEnvironment environment) {
    if (!environment.getCheckpointConfig().isCheckpointingEnabled()) {
      // Results are sent at once, but without checkpoints a restart would score from the start.
      environment.enableCheckpointing(CHECKPOINT_INTERVAL_MS);
    }
    environment.configure(new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
    new ScoringJob(
            JournalSource.unbounded(Journals.of(gateways)), new RemoteResultSink(results), silences)
        .addTo(environment);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they are not as {@link #USAGE} says
   */
  public static ClusterJob of(String... arguments) {
    try {
      Map<String, String> given = ParameterTool.fromArgs(arguments).toMap();
      Set<String> unknown = new TreeSet<>(given.keySet());
      unknown.removeAll(KEYS);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException("unknown: " + unknown);
      }
      JournalEndpoint.TlsFiles tls = tls(required(given, "certificates"));
      return new ClusterJob(
          Stream.of(required(given, "gateways").split(","))
              .map(gateway -> JournalEndpoint.of(gateway.strip(), READER, tls))
              .toList(),
          JournalEndpoint.of(required(given, "results"), READER, tls),
          new Silences(
              seconds(given.getOrDefault("silence-before-run-ends-s", "5")),
              seconds(given.getOrDefault("run-ends-after-silence-s", "600"))));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage() + "\nArguments:\n" + USAGE, e);
    }
  }

  private static String required(Map<String, String> given, String key) {
    String value = given.get(key);
    if (value == null) {
      throw new IllegalArgumentException("missing: --" + key);
    }
    return value;
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis(Math.round(1_000 * Double.parseDouble(text)));
  }

  private static JournalEndpoint.TlsFiles tls(String directory) {
    if (directory.equals("none")) {
      return null;
    }
    Path files = Path.of(directory);
    return new JournalEndpoint.TlsFiles(
        files.resolve("ca.crt.pem"),
        files.resolve(READER + ".crt.pem"),
        files.resolve(READER + ".key.pem"));
  }
}
