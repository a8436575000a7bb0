package io.yardang.ingest.gateway;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalRoom;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LatencyHistogram;
import io.yardang.ingest.journal.ScoredPosition;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a gateway's counters to Prometheus. Everything is read when it is asked for; the sessions
 * pay no more than their counting.
 */
final class GatewayMetrics {
  private static final Logger log = LoggerFactory.getLogger(GatewayMetrics.class);
  private static final String PREFIX = "yardang_gateway_";

  private final PrometheusRegistry registry;

  private GatewayMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  static void register(Gate gate, DoubleSupplier connections, PrometheusRegistry registry) {
    GatewayMetrics metrics = new GatewayMetrics(registry);
    metrics.ofSessions(gate.counters(), connections);
    metrics.ofRecords(gate.counters());
    metrics.ofJournal(gate);
    metrics.ofScoring(gate);
    gate.tls().ifPresent(metrics::ofCertificates);
  }

  private void ofCertificates(GatewayTls tls) {
    gauge(
        "certificate_not_after_timestamp_seconds",
        "When the gateway's own certificate ends, in Unix time.",
        () -> tls.notAfter().getEpochSecond());
    gauge(
        "certificate_troubles",
        "Of authorities, deny list and own certificate, how many changed and cannot be used.",
        () -> tls.troubles().size());
  }

  private void ofSessions(GatewayCounters counters, DoubleSupplier connections) {
    gauge("connections", "Open connections, logged in or not.", connections);
    gauge(
        "sessions",
        "Sessions that are logged in.",
        () -> counters.logins.sum() - counters.logouts.sum());
    counter("logins", "Sessions that were let in.", counters.logins);
    counters(
        "rejects",
        "Messages and sessions that got a Reject.",
        "reason",
        counters.rejects(),
        reason -> label(reason, "REJECT_REASON_"));
    counters(
        "refusals",
        "Connections refused for their TLS handshake or certificate.",
        "reason",
        counters.refusals(),
        reason -> label(reason, ""));
    counter("throttles", "Requests to a client to pause.", counters.throttles);
  }

  private void ofRecords(GatewayCounters counters) {
    counter("frames", "Telemetry frames appended to the journal.", counters.frames);
    counter("run_events", "Run events appended to the journal.", counters.runEvents);
    counter("appended_bytes", "Bytes of the appended frames and run events.", counters.bytes);
    counter("duplicates", "Messages dropped as the journal had their seq.", counters.duplicates);
    counter("late", "Messages refused as a later seq of their stream had come.", counters.late);
    counter("gaps", "Places where a stream left out seqs.", counters.gaps);
    count("missing_frames", "Seqs that streams left out.", counters::missing);
    counters(
        "acks",
        "Acknowledgements sent, by what they promise.",
        "level",
        counters.acks(),
        level -> label(level, "ACK_LEVEL_"));
  }

  private void ofJournal(Gate gate) {
    histogram(
        "append_duration_seconds",
        "From handing an entry to the journal to its being in the page cache.",
        gate.counters().appendTimes);
    histogram(
        "force_duration_seconds",
        "One force of the journal to disk, which may cover many entries.",
        gate.journal().commit().forceTimes());
    var dir = gate.journal().dir();
    gauge(
        "journal_size_bytes",
        "Size of the journal's files; the newest grows ahead of what is written.",
        () -> JournalDirectory.sizeOf(dir).bytes());
    gauge("journal_files", "Files of the journal.", () -> JournalDirectory.sizeOf(dir).files());
    JournalRoom room = gate.journal().room();
    gauge("journal_free_bytes", "Free space of the journal's disk.", room::freeBytes);
    gauge(
        "journal_short_of_room",
        "1 while the journal is short of room and senders are held back, else 0.",
        () -> room.shortage().isPresent() ? 1 : 0);
    count("refused_appends", "Entries that the journal had no room for.", room::refusedAppends);
    JournalWriter journal = gate.journal();
    count("journal_deleted_files", "Files that have left the journal.", journal::deletedFiles);
    count("journal_deleted_bytes", "What the deleted files took.", journal::deletedBytes);
  }

  /** Absent while no scoring tells how far it is, or the journal cannot be read. */
  private void ofScoring(Gate gate) {
    GaugeWithCallback.builder()
        .name(PREFIX + "unscored_age_seconds")
        .help("Age of the oldest entry that is in no checkpoint of the scoring; 0 when none is.")
        .callback(
            callback -> {
              try {
                ScoredPosition.oldestUnscoredAgeSeconds(gate.journal().dir(), gate.nowNs())
                    .ifPresent(callback::call);
              } catch (JournalException e) {
                log.warn("unscored_age_seconds is unknown: {}", e.getMessage());
              }
            })
        .register(registry);
  }

  private void counter(String name, String help, LongAdder count) {
    count(name, help, count::sum);
  }

  private void count(String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) count.getAsLong()))
        .register(registry);
  }

  private <K> void counters(
      String name,
      String help,
      String labelName,
      Map<K, LongAdder> counts,
      Function<K, String> label) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labelName)
        .callback(
            callback ->
                counts.forEach(
                    (key, count) -> callback.call((double) count.sum(), label.apply(key))))
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private void histogram(String name, String help, LatencyHistogram times) {
    Collector collector =
        () ->
            HistogramSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .unit(Unit.SECONDS)
                .dataPoint(
                    HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets(times))
                        .sum(times.sumSeconds())
                        .build())
                .build();
    registry.register(collector);
  }

  private static ClassicHistogramBuckets buckets(LatencyHistogram times) {
    double[] bounds = LatencyHistogram.upperBoundsSeconds();
    long[] counts = times.counts();
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < bounds.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return buckets.build();
  }

  private static String label(Enum<?> value, String prefix) {
    return value.name().replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT);
  }
}
