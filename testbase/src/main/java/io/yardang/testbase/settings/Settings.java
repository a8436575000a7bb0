package io.yardang.testbase.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.yardang.ingest.pki.DenyList;
import java.nio.file.Path;

/**
 * All settings of a Yardang process as one value; {@link SettingsLoader} reads them, and
 * yardang-defaults.yaml documents each key. Each part is checked when it is turned into the
 * configuration of the process it is for, before the first port opens.
 */
public record Settings(
    Path data,
    Log log,
    Gateway gateway,
    Journal journal,
    Scoring scoring,
    Console console,
    Influx influx,
    QuestDb questdb) {

  /** Where the certificates lie: where the settings say, or below the data folder. */
  public Path certificatesDirectory() {
    return gateway.certificates().isEmpty() ? data.resolve("pki") : Path.of(gateway.certificates());
  }

  /** The file of certificates that are no longer believed. */
  public Path denyList() {
    return gateway.deniedCertificates().isEmpty()
        ? certificatesDirectory().resolve(DenyList.FILE_NAME)
        : Path.of(gateway.deniedCertificates());
  }

  /** The key log and what is below it. */
  public record Log(String format) {
    public Log {
      require(format.matches("text|json"), "log.format", format, "text or json");
    }
  }

  /** The key gateway and what is below it. */
  public record Gateway(
      String id,
      String host,
      int port,
      boolean plaintext,
      String certificates,
      @JsonProperty("ack_level") String ackLevel,
      @JsonProperty("login_timeout_s") double loginTimeoutS,
      @JsonProperty("idle_timeout_s") double idleTimeoutS,
      @JsonProperty("message_timeout_s") double messageTimeoutS,
      @JsonProperty("slow_reader_timeout_s") double slowReaderTimeoutS,
      @JsonProperty("max_message_bytes") int maxMessageBytes,
      @JsonProperty("max_frame_bytes") int maxFrameBytes,
      @JsonProperty("max_hello_bytes") int maxHelloBytes,
      @JsonProperty("max_unacked_bytes") int maxUnackedBytes,
      @JsonProperty("max_outbound_bytes") int maxOutboundBytes,
      @JsonProperty("max_bytes_per_s") int maxBytesPerS,
      @JsonProperty("max_messages_per_s") int maxMessagesPerS,
      @JsonProperty("max_rejects_per_s") int maxRejectsPerS,
      @JsonProperty("max_connections") int maxConnections,
      @JsonProperty("max_connections_per_address") int maxConnectionsPerAddress,
      @JsonProperty("max_pending_logins") int maxPendingLogins,
      @JsonProperty("max_sessions_per_sender") int maxSessionsPerSender,
      @JsonProperty("max_sessions_per_reader") int maxSessionsPerReader,
      @JsonProperty("tick_s") double tickS,
      String scorers,
      @JsonProperty("denied_certificates") String deniedCertificates,
      @JsonProperty("admin_host") String adminHost,
      @JsonProperty("admin_port") int adminPort,
      @JsonProperty("wirelog_max_bytes") long wirelogMaxBytes) {
    public Gateway {
      require(
          adminPort >= -1 && adminPort <= 65_535, "gateway.admin_port", adminPort, "-1 to 65535");
      require(id.matches("[A-Za-z0-9._-]{1,64}"), "gateway.id", id, "1 to 64 of A-Z a-z 0-9 . _ -");
    }
  }

  /** The key journal and what is below it. */
  public record Journal(
      @JsonProperty("max_age_s") double maxAgeS,
      @JsonProperty("max_bytes") long maxBytes,
      @JsonProperty("leaves_when_scored") boolean leavesWhenScored,
      @JsonProperty("keeps_unscored") boolean keepsUnscored,
      String archive,
      @JsonProperty("forget_streams_after_s") double forgetStreamsAfterS) {}

  /** The key scoring and what is below it. */
  public record Scoring(
      String journals,
      @JsonProperty("results_host") String resultsHost,
      @JsonProperty("results_port") int resultsPort,
      @JsonProperty("results_max_age_s") double resultsMaxAgeS,
      int parallelism,
      @JsonProperty("checkpoint_interval_s") double checkpointIntervalS,
      @JsonProperty("silence_before_run_ends_s") double silenceBeforeRunEndsS,
      @JsonProperty("run_ends_after_silence_s") double runEndsAfterSilenceS) {
    public Scoring {
      require(
          resultsPort >= -1 && resultsPort <= 65_535,
          "scoring.results_port",
          resultsPort,
          "-1 to 65535");
      require(parallelism >= 1, "scoring.parallelism", parallelism, "1 or more");
      require(
          checkpointIntervalS >= 0.1,
          "scoring.checkpoint_interval_s",
          checkpointIntervalS,
          "0.1 or more");
      require(
          silenceBeforeRunEndsS >= 0.1,
          "scoring.silence_before_run_ends_s",
          silenceBeforeRunEndsS,
          "0.1 or more");
      require(
          runEndsAfterSilenceS >= 1,
          "scoring.run_ends_after_silence_s",
          runEndsAfterSilenceS,
          "1 or more");
    }
  }

  /** The key console and what is below it. */
  public record Console(String host, int port, String plans) {
    public Console {
      requirePort("console.port", port);
    }
  }

  /** The key influx and what is below it. */
  public record Influx(
      String url,
      String org,
      String bucket,
      String token,
      @JsonProperty("v1_rewrite") boolean v1Rewrite) {
    public Influx {
      require(
          url.isEmpty() || url.matches("https?://.+"),
          "influx.url",
          url,
          "empty, or http://… or https://…");
    }
  }

  /** The key questdb and what is below it. */
  public record QuestDb(String host, int port) {
    public QuestDb {
      requirePort("questdb.port", port);
    }
  }

  private static void requirePort(String key, int port) {
    require(port >= 0 && port <= 65_535, key, port, "0 to 65535");
  }

  private static void require(boolean holds, String key, Object value, String range) {
    if (!holds) {
      throw new SettingsException(key + "=" + value + ": must be " + range);
    }
  }
}
