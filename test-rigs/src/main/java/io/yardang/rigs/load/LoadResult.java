package io.yardang.rigs.load;

/**
 * What came of a load. Latencies are from the time a frame was due (not from when it was really
 * sent, so that a stalled sender does not hide them) to its acknowledgement, in ms.
 *
 * @param offered frames due and handed to the clients
 * @param acked of these, acknowledged before the end
 * @param rejected of these, refused
 * @param reconnects of all clients
 * @param seconds from the first frame due to the last acknowledgement
 * @param framesPerSecond acked / seconds
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
    double latencyMsMax) {}
