package io.yardang.rigs.load;

/**
 * What came of a load. Latencies are those of live frames, from the time a frame was due (not from
 * when it was really sent, so that a stalled sender does not hide them) to its acknowledgement, in
 * ms.
 *
 * @param offered frames due and handed to the clients, backlog included
 * @param acked of these, acknowledged before the end
 * @param rejected of these, refused
 * @param reconnects of all clients
 * @param seconds from the first frame due to the last acknowledgement
 * @param framesPerSecond acked / seconds
 * @param backlog how the vehicles got rid of what they had left over
 */
public record LoadResult(
    long offered,
    long acked,
    long rejected,
    long reconnects,
    double seconds,
    double framesPerSecond,
    double latencyMsP50,
    double latencyMsP90,
    double latencyMsP99,
    double latencyMsP999,
    double latencyMsMax,
    BacklogResult backlog) {

  /**
   * The backlogs of all vehicles; all 0 where there was none.
   *
   * @param frames of all vehicles
   * @param acked of these
   * @param fastestSeconds from the begin to the first vehicle without a backlog
   * @param medianSeconds from the begin to half of the vehicles without one
   * @param slowestSeconds from the begin to the last vehicle without one; -1: one still has it
   */
  public record BacklogResult(
      long frames,
      long acked,
      double fastestSeconds,
      double medianSeconds,
      double slowestSeconds) {}
}
