package io.yardang.testbase.bench;

import io.yardang.testbase.bench.BareLoop.Kept;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** All that was measured, and the ratios that come of it. */
final class IngestResults {
  static final String OURS = "yardang";
  static final String DECODE_LIMIT = "decode-limit";

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<Integer, List<Double>> cpuNsPerFrame = new TreeMap<>();
  private final Map<Tier, Map<Integer, List<Kept>>> bareLoops = new EnumMap<>(Tier.class);

  Row row(Tier tier, Shape shape, String system, boolean peer, boolean promisesTier) {
    return rows.computeIfAbsent(
        key(tier, shape, system), key -> new Row(tier, shape, system, peer, promisesTier));
  }

  void addFlatness(int connections, double cpuNs) {
    cpuNsPerFrame.computeIfAbsent(connections, key -> new ArrayList<>()).add(cpuNs);
  }

  void addBareLoop(Tier tier, int group, Kept run) {
    bareLoops
        .computeIfAbsent(tier, key -> new TreeMap<>())
        .computeIfAbsent(group, key -> new ArrayList<>())
        .add(run);
  }

  Collection<Row> rows() {
    return rows.values();
  }

  Map<Integer, List<Double>> cpuNsPerFrame() {
    return cpuNsPerFrame;
  }

  /** The runs of the bare loop in a tier, by frames per write. */
  Map<Integer, List<Kept>> bareLoops(Tier tier) {
    return bareLoops.getOrDefault(tier, Map.of());
  }

  Optional<Row> find(Tier tier, Shape shape, String system) {
    return Optional.ofNullable(rows.get(key(tier, shape, system))).filter(Row::counts);
  }

  /** The peer with the most frames per CPU-second, of those that promise what the tier does. */
  Optional<Row> bestPeer(Tier tier, Shape shape) {
    return rows.values().stream()
        .filter(row -> row.tier == tier && row.shape.equals(shape))
        .filter(row -> row.peer && row.promisesTier && row.counts())
        .max(Comparator.comparingDouble(row -> row.framesPerCpuSecond().median()));
  }

  OptionalDouble fleetVsBestPeer() {
    return lowestVsBestPeer(Tier.PAGE_CACHE, List.of(Shape.FLEET));
  }

  OptionalDouble firehoseVsBestPeer() {
    return lowestVsBestPeer(Tier.PAGE_CACHE, List.of(Shape.FIREHOSE_1, Shape.FIREHOSE_10));
  }

  OptionalDouble diskVsBestPeer() {
    return lowestVsBestPeer(Tier.DISK, Shape.ALL);
  }

  OptionalDouble vsDecodeLimit() {
    return List.of(Shape.FIREHOSE_1, Shape.FIREHOSE_10).stream()
        .map(shape -> ratio(shape, Tier.PAGE_CACHE, find(Tier.PAGE_CACHE, shape, DECODE_LIMIT)))
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  /** Most over least CPU time per frame, of the numbers of connections. */
  OptionalDouble flatness() {
    List<Double> medians =
        cpuNsPerFrame.values().stream().map(costs -> Spread.of(costs).median()).toList();
    Spread all = medians.size() < 2 ? null : Spread.of(medians);
    return all == null ? OptionalDouble.empty() : OptionalDouble.of(all.max() / all.min());
  }

  /** Ours over the best peer in frames per CPU-second. */
  OptionalDouble vsBestPeer(Tier tier, Shape shape) {
    return ratio(shape, tier, bestPeer(tier, shape));
  }

  private OptionalDouble lowestVsBestPeer(Tier tier, List<Shape> shapes) {
    return shapes.stream()
        .map(shape -> vsBestPeer(tier, shape))
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  private OptionalDouble ratio(Shape shape, Tier tier, Optional<Row> other) {
    Optional<Row> ours = find(tier, shape, OURS);
    return ours.isPresent() && other.isPresent()
        ? OptionalDouble.of(
            ours.get().framesPerCpuSecond().median() / other.get().framesPerCpuSecond().median())
        : OptionalDouble.empty();
  }

  private static String key(Tier tier, Shape shape, String system) {
    return tier + "/" + shape.name() + "/" + system;
  }
}
