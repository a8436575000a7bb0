package io.yardang.rigs.replay;

/**
 * How far a replay is.
 *
 * @param sent frames and run events sent
 * @param acked of these, acknowledged
 * @param sampleTimeNs sample time of the last one sent, ns since the epoch
 * @param recordedSeconds from the first sample to that one
 * @param elapsedSeconds since the replay began
 */
public record ReplayProgress(
    long sent, long acked, long sampleTimeNs, double recordedSeconds, double elapsedSeconds) {}
