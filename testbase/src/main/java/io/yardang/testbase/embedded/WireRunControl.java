package io.yardang.testbase.embedded;

import io.yardang.console.RunControl;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.streamjobs.scoring.Scorecards;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Starts and ends runs as every controller does: by messages to the gateway, acknowledged. */
public final class WireRunControl implements RunControl, AutoCloseable {
  private static final Duration ACK_LIMIT = Duration.ofSeconds(10);
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final VehicleClient client;
  private final InstantSource clock;

  private WireRunControl(VehicleClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Connects as the controller that {@code config} names. */
  public static WireRunControl connect(ClientConfig config, InstantSource clock) {
    return new WireRunControl(VehicleClient.connect(config), clock);
  }

  @Override
  public String start(RunPlan plan, String requestedRunId) {
    long now = nowNs();
    String runId = requestedRunId.isBlank() ? newRunId(plan, clock.instant()) : requestedRunId;
    return start(runId, plan, now);
  }

  /**
   * Starts a run at a time of its own, as a replayed drive needs it.
   *
   * @throws IllegalArgumentException if the plan cannot be scored
   */
  public String start(String runId, RunPlan plan, long startTimeNs) {
    RunStarted started =
        RunStarted.newBuilder()
            .setRunId(runId)
            .setStartTimeUnixNs(startTimeNs)
            .setPlan(withScorecard(plan))
            .build();
    checkPlan(started);
    deliver(RunEvent.newBuilder().setStarted(started));
    return runId;
  }

  @Override
  public void end(String runId, RunEndCause cause, String note) {
    end(runId, nowNs(), cause, note);
  }

  /** Ends a run at a time of its own. */
  public void end(String runId, long endTimeNs, RunEndCause cause, String note) {
    deliver(
        RunEvent.newBuilder()
            .setEnded(
                RunEnded.newBuilder()
                    .setRunId(runId)
                    .setEndTimeUnixNs(endTimeNs)
                    .setCause(cause)
                    .setNote(note)));
  }

  /** A run id that a person can tell from others: what it is, and when it began (UTC). */
  public static String newRunId(RunPlan plan, Instant at) {
    String name = plan.getScorecardId().isEmpty() ? "run" : plan.getScorecardId();
    return name + "-" + ID_TIME.format(at);
  }

  @Override
  public void close() {
    client.close();
  }

  // The card's text goes into the journal with the plan: a later edit of the built-in card must
  // not change how this run scores.
  private static RunPlan withScorecard(RunPlan plan) {
    if (!plan.getScorecardYaml().isEmpty()) {
      return plan;
    }
    return plan.toBuilder().setScorecardYaml(Scorecards.builtInText(plan.getScorecardId())).build();
  }

  private static void checkPlan(RunStarted started) {
    try {
      new RunScorer(started);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private synchronized void deliver(RunEvent.Builder event) {
    client.send(event.setEventTimeUnixNs(nowNs()).build());
    if (!client.awaitAcked(ACK_LIMIT)) {
      throw new IllegalStateException(
          "the gateway has not acknowledged the run event within "
              + ACK_LIMIT.toSeconds()
              + " s; it is sent again when the gateway is back");
    }
  }

  private long nowNs() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
  }
}
