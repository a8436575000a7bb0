package io.yardang.testbase.bench;

import io.yardang.testbase.bench.server.BenchSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results for people: tables in Markdown, and the one line for machines. */
final class IngestReport {
  private static final String METHOD =
      """
      A generator on its own core sends frames of 256 bytes (a ClientMessage with one \
      TelemetryFrame; the peers get the same 256 bytes as a value) to a server pinned to \
      another core, over loopback. Open loop: a frame's latency counts from the time it was \
      due, so a stalled server cannot hide it (HdrHistogram). **fleet**: 1,000 connections, \
      each frame written when it is sampled. **firehose-1**, **firehose-10**: clients collect \
      for 3 ms, batch and pipeline. *Sustained*: the highest rate tried with 99 % of the \
      frames acknowledged within 10 ms. *Per CPU-second*: frames acknowledged at that rate per \
      second of user and system time of the server's process (/proc/PID/stat). *Core busy*: of \
      the server's core, at that rate; where it is well below 100 %, the generator or the \
      latency bound was the limit, not the server's CPU. *In the kernel*: of the server's CPU \
      time. *Saturated*: acknowledged per second with the window always full, at any latency. \
      Latencies: all systems at one rate, half of the slowest one's. Figures are medians over \
      the rounds (of rates: those in which one was sustained) with (least–greatest); the servers of a tier stay up over its rounds and are \
      warm; memory is filled with clean page cache before each tier, as on a machine that has \
      been up for a while, and nobody's files are deleted before the end; in each round and \
      shape the systems follow each other. *Readable* is read back from the system: every \
      frame of our journal, Kafka's end offsets, JetStream's stream info, XLEN, and the queue \
      of an absent MQTT subscriber. Our rows without "tls" and all peers are plaintext.""";

  private final IngestResults results;
  private final IngestPlan plan;
  private final List<BenchSystem> systems;

  IngestReport(IngestResults results, IngestPlan plan, List<BenchSystem> systems) {
    this.results = results;
    this.plan = plan;
    this.systems = systems;
  }

  /** Everything, as a section of a Markdown file. */
  String markdown(String date, String machine) {
    StringBuilder text = new StringBuilder(8192);
    line(
        text,
        "Measured %s with %d rounds on %s, after %d s of CPU time for each just-in-time compiler.",
        date,
        plan.rounds(),
        machine,
        plan.warmUp().toSeconds());
    line(text, "");
    line(text, "%s", METHOD.replace("\n", " "));
    for (Tier tier : plan.tiers()) {
      appendTier(text, tier);
    }
    appendFlatness(text);
    appendRatios(text);
    appendLosses(text);
    return text.toString();
  }

  /** The closing line. */
  String summary() {
    return String.format(
        "ingest: fleet_vs_best_peer=%s firehose_vs_best_peer=%s disk_vs_best_peer=%s"
            + " vs_decode_limit=%s flatness_1_to_1000=%s",
        ratio(results.fleetVsBestPeer()),
        ratio(results.firehoseVsBestPeer()),
        ratio(results.diskVsBestPeer()),
        ratio(results.vsDecodeLimit()),
        ratio(results.flatness()));
  }

  private void appendTier(StringBuilder text, Tier tier) {
    line(text, "");
    line(text, "### Tier: %s (%s)", tier.title(), tier.promise());
    line(text, "");
    line(
        text,
        "| shape | system | sustained frames/s | per server CPU-second | core busy | in the kernel"
            + " | saturated frames/s | at frames/s | p50 / p99 / p99.9 ms | sent = acked = readable |");
    line(text, "|---|---|---|---|---|---|---|---|---|---|");
    for (Row row : results.rows()) {
      if (row.tier == tier) {
        appendRow(text, row);
      }
    }
    line(text, "");
    for (BenchSystem system : systems) {
      line(
          text,
          "- %s: %s%s",
          system.name(),
          system
              .absentFrom(tier)
              .map(why -> "not in this tier: " + why)
              .orElseGet(() -> system.version() + "; " + system.settings(tier)),
          system
              .promisesLess(tier)
              .filter(less -> system.absentFrom(tier).isEmpty())
              .map(less -> ". **Acks earlier than the tier asks, so it is no peer here**: " + less)
              .orElse(""));
    }
    appendBareLoop(text, tier);
  }

  private static void appendRow(StringBuilder text, Row row) {
    String counts =
        row.failure()
            .map(why -> "**failed**: " + why.lines().findFirst().orElse(""))
            .orElseGet(
                () ->
                    String.format(
                        Locale.ROOT,
                        row.isKept() ? "yes, %,d" : "sent = acked, %,d; keeps nothing",
                        row.sent()));
    if (!row.counts()) {
      line(
          text,
          "| %s | %s | none of the rates tried | – | – | – | %s | – | – | %s |",
          row.shape.name(),
          row.label(),
          row.isMeasured()
              ? String.format(Locale.ROOT, "%.0f k", row.saturatedPerSecond().median() / 1e3)
              : "–",
          counts);
      return;
    }
    line(
        text,
        "| %s | %s | %s | %s | %.0f %% | %.0f %% | %.0f k | %s | %s | %s |",
        row.shape.name(),
        row.label(),
        row.framesPerSecond().thousands() + row.steadiness(),
        row.framesPerCpuSecond().thousands(),
        row.busyRatio().median() * 100,
        row.kernelRatio().median() * 100,
        row.saturatedPerSecond().median() / 1e3,
        row.hasLatencies() ? String.format("%.1f k", row.commonRate().median() / 1e3) : "–",
        row.hasLatencies()
            ? String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f",
                row.latencyMs(50).median(),
                row.latencyMs(99).median(),
                row.latencyMs(99.9).median())
            : "–",
        counts);
  }

  private void appendFlatness(StringBuilder text) {
    if (results.cpuNsPerFrame().isEmpty()) {
      return;
    }
    line(text, "");
    line(text, "### Cost per frame and number of connections");
    line(text, "");
    line(
        text,
        "Our gateway in plaintext, page cache; the same work each time: 300,000 frames a second in"
            + " total, 64 frames in each write, only the number of connections that share them"
            + " differs. With a frame per write one connection would be read many frames at a time"
            + " and a thousand connections one at a time; that would compare batching, not"
            + " connections.");
    line(text, "");
    line(text, "| connections | server CPU per frame, us |");
    line(text, "|---|---|");
    results
        .cpuNsPerFrame()
        .forEach(
            (connections, costs) -> {
              Spread us = Spread.of(costs, ns -> ns / 1e3);
              line(text, "| %d | %.2f (%.2f–%.2f) |", connections, us.median(), us.min(), us.max());
            });
  }

  private void appendBareLoop(StringBuilder text, Tier tier) {
    if (results.bareLoops(tier).isEmpty()) {
      return;
    }
    line(text, "");
    line(
        text,
        tier == Tier.DISK
            ? "The tier's bare limit, write and fdatasync in a loop:"
            : "The tier's bare limit, write to a new file in a loop, which is what memory for it"
                + " costs in the kernel of this machine:");
    line(text, "");
    line(text, "| frames per write | frames/s | per CPU-second |");
    line(text, "|---|---|---|");
    results
        .bareLoops(tier)
        .forEach(
            (group, runs) ->
                line(
                    text,
                    "| %d | %s | %s |",
                    group,
                    Spread.of(runs, BareLoop.Kept::framesPerSecond).thousands(),
                    Spread.of(runs, BareLoop.Kept::framesPerCpuSecond).thousands()));
  }

  private void appendRatios(StringBuilder text) {
    line(text, "");
    line(text, "### Ratios of frames per server CPU-second");
    line(text, "");
    line(text, "| ratio (the lowest of its shapes) | measured | to reach |");
    line(text, "|---|---|---|");
    ratioRow(text, "fleet, page cache, over the best peer", results.fleetVsBestPeer(), "8");
    ratioRow(text, "firehose, page cache, over the best peer", results.firehoseVsBestPeer(), "2");
    ratioRow(text, "disk, over the best peer that forces first", results.diskVsBestPeer(), "4");
    ratioRow(text, "firehose, over decoding and counting only", results.vsDecodeLimit(), "0.5");
    ratioRow(text, "most over least cost, 1 to 1,000 connections", results.flatness(), "≤ 1.25");
    appendRatiosByShape(text);
    appendFleetFloor(text);
  }

  private void appendRatiosByShape(StringBuilder text) {
    line(text, "");
    line(text, "| tier | shape | best peer | ours over it |");
    line(text, "|---|---|---|---|");
    for (Tier tier : plan.tiers()) {
      for (Shape shape : plan.shapes()) {
        results
            .bestPeer(tier, shape)
            .ifPresent(
                peer ->
                    line(
                        text,
                        "| %s | %s | %s | %s |",
                        tier.title(),
                        shape.name(),
                        peer.label(),
                        ratio(results.vsBestPeer(tier, shape))));
      }
    }
  }

  /** Why a server cannot do much better than another where each read brings one frame. */
  private void appendFleetFloor(StringBuilder text) {
    line(text, "");
    line(
        text,
        "In the fleet shape each read brings one frame and each frame is answered by itself, at any"
            + " rate that one generator core can send. That pair of TCP reads and writes over"
            + " loopback costs every system the same, see the column *in the kernel*; decode-limit"
            + " is what remains of our gateway without a journal, so no journal, ours or another,"
            + " could bring the ratio above decode-limit over the best peer.");
  }

  private void appendLosses(StringBuilder text) {
    line(text, "");
    line(text, "### Where we lose");
    line(text, "");
    List<String> losses = losses();
    if (losses.isEmpty()) {
      boolean isCompared = results.rows().stream().anyMatch(row -> row.peer && row.counts());
      line(
          text,
          isCompared
              ? "In no cell of this run was a peer ahead of our plaintext gateway."
              : "No peer sustained any rate in this run: it tells nothing.");
    }
    losses.forEach(loss -> line(text, "- %s", loss));
  }

  private List<String> losses() {
    List<String> losses = new ArrayList<>();
    for (Row peer : results.rows()) {
      if (!peer.peer || !peer.counts()) {
        continue;
      }
      results
          .find(peer.tier, peer.shape, IngestResults.OURS)
          .ifPresentOrElse(
              ours -> addLosses(ours, peer, losses),
              () ->
                  losses.add(
                      String.format(
                          Locale.ROOT,
                          "%s, %s: %s sustains %s frames/s, we sustained nothing, or failed",
                          peer.tier.title(),
                          peer.shape.name(),
                          peer.label(),
                          peer.framesPerSecond().thousands())));
    }
    return losses;
  }

  private static void addLosses(Row ours, Row peer, List<String> losses) {
    String where = peer.tier.title() + ", " + peer.shape.name() + ": " + peer.label();
    double perCpu = peer.framesPerCpuSecond().median() / ours.framesPerCpuSecond().median();
    double rate = peer.framesPerSecond().median() / ours.framesPerSecond().median();
    if (perCpu > 1) {
      losses.add(
          String.format(
              Locale.ROOT, "%s acknowledges %.2f times the frames per CPU-second", where, perCpu));
    }
    if (rate > 1) {
      losses.add(String.format(Locale.ROOT, "%s sustains %.2f times our rate", where, rate));
    }
    if (ours.hasLatencies() && peer.hasLatencies()) {
      double oursMs = ours.latencyMs(99).median();
      double peerMs = peer.latencyMs(99).median();
      if (peerMs < oursMs) {
        losses.add(
            String.format(
                Locale.ROOT,
                "%s has a p99 of %.2f ms at the common rate, ours is %.2f ms",
                where,
                peerMs,
                oursMs));
      }
    }
  }

  private static void ratioRow(
      StringBuilder text, String name, OptionalDouble measured, String target) {
    line(text, "| %s | %s | %s |", name, ratio(measured), target);
  }

  private static String ratio(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "n/a";
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
