package io.yardang.testbase.bench;

import io.yardang.testbase.bench.RateSearch.Sustained;
import io.yardang.testbase.bench.load.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One system in one tier and shape, over all rounds. */
final class Row {
  final Tier tier;
  final Shape shape;
  final String system;
  final boolean peer;
  final boolean promisesTier;

  private final List<Sustained> sustained = new ArrayList<>();
  private final List<StepResult> atCommonRate = new ArrayList<>();
  private long sent;
  private boolean kept;
  private String failure;

  Row(Tier tier, Shape shape, String system, boolean peer, boolean promisesTier) {
    this.tier = tier;
    this.shape = shape;
    this.system = system;
    this.peer = peer;
    this.promisesTier = promisesTier;
  }

  void add(Sustained found) {
    sustained.add(found);
  }

  void add(StepResult latency) {
    atCommonRate.add(latency);
  }

  /** Adds a cell's counts; the row fails when they differ. */
  void count(long moreSent, long moreAcked, OptionalLong moreReadable) {
    sent += moreSent;
    kept = moreReadable.isPresent();
    long read = moreReadable.orElse(moreAcked);
    if (moreSent != moreAcked || read != moreAcked) {
      fail("sent=" + moreSent + ", acked=" + moreAcked + ", readable=" + read);
    }
  }

  void fail(String why) {
    failure = failure == null ? why : failure;
  }

  /** Why its figures do not count; empty when they do. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether it was measured at all, sustained or not. */
  boolean isMeasured() {
    return !sustained.isEmpty();
  }

  /** Whether it has figures that count: it sustained a rate in some round at least. */
  boolean counts() {
    return failure == null && roundsSustained() > 0;
  }

  /** In how many rounds it sustained one of the rates tried. */
  long roundsSustained() {
    return sustainedRounds().size();
  }

  /** Empty when it did in each round, else how many they were. */
  String steadiness() {
    return roundsSustained() == sustained.size()
        ? ""
        : ", in " + roundsSustained() + " of " + sustained.size() + " rounds";
  }

  private List<Sustained> sustainedRounds() {
    return sustained.stream().filter(found -> found.framesPerSecond() > 0).toList();
  }

  /** The system, and a mark where it promises less than the others of the tier. */
  String label() {
    return promisesTier ? system : system + " (acks earlier)";
  }

  // Over the rounds in which a rate was sustained; of a row that counts.

  Spread framesPerSecond() {
    return Spread.of(sustainedRounds(), Sustained::framesPerSecond);
  }

  Spread framesPerCpuSecond() {
    return Spread.of(sustainedRounds(), Sustained::framesPerCpuSecond);
  }

  Spread busyRatio() {
    return Spread.of(sustainedRounds(), Sustained::busyRatio);
  }

  Spread kernelRatio() {
    return Spread.of(sustainedRounds(), Sustained::kernelRatio);
  }

  // Over all rounds.

  Spread saturatedPerSecond() {
    return Spread.of(sustained, Sustained::saturatedPerSecond);
  }

  /** Sustained in the last round. */
  double lastFramesPerSecond() {
    return sustained.isEmpty() ? 0 : sustained.get(sustained.size() - 1).framesPerSecond();
  }

  boolean hasLatencies() {
    return !atCommonRate.isEmpty();
  }

  Spread commonRate() {
    return Spread.of(atCommonRate, StepResult::offeredPerSecond);
  }

  Spread latencyMs(double percentile) {
    return Spread.of(atCommonRate, result -> result.latencyMs(percentile));
  }

  /** Frames in all rounds; of a row that did not fail, acknowledged and readable as well. */
  long sent() {
    return sent;
  }

  /** Whether the system keeps what it acknowledges. */
  boolean isKept() {
    return kept;
  }
}
