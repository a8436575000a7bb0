package io.yardang.rigs.replay;

import java.util.List;
import java.util.UUID;

/**
 * What a replay did.
 *
 * @param senders one line per vehicle and stream, and one of the controller if there were run
 *     events
 * @param elapsedSeconds from the first send to the last acknowledgement
 */
public record ReplaySummary(List<Sender> senders, double elapsedSeconds) {
  /**
   * @param id vehicle or controller
   * @param stream it was sent in
   * @param sent messages
   * @param acked of these, durable at the gateway
   * @param duplicates of these, durable before this replay began
   * @param rejected of the sent, refused by the gateway
   * @param resent written again after a reconnect
   * @param reconnects times the connection was made again
   * @param latenessMsP50 behind the schedule, median; 0 at rate 0, which has no schedule
   * @param latenessMsP99 the same, 99th percentile
   * @param latenessMsMax the same, maximum
   */
  public record Sender(
      String id,
      UUID stream,
      long sent,
      long acked,
      long duplicates,
      long rejected,
      long resent,
      long reconnects,
      double latenessMsP50,
      double latenessMsP99,
      double latenessMsMax) {}
}
