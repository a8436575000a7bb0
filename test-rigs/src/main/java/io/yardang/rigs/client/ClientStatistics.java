package io.yardang.rigs.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client has done so far.
 *
 * @param offered messages that {@code send} took
 * @param acked of these, how many the gateway made durable; each is counted once
 * @param alreadyDurable of these, how many the gateway had before this client first connected
 * @param rejected of the offered, how many the gateway refused
 * @param resent messages written to the wire again after a reconnect
 * @param connections sessions that got a Welcome
 * @param unackedBytes bytes that wait for their acknowledgement now
 * @param clockOffset gateway clock minus own clock, from the last ping
 */
public record ClientStatistics(
    long offered,
    long acked,
    long alreadyDurable,
    long rejected,
    long resent,
    long connections,
    long unackedBytes,
    Optional<Duration> clockOffset) {}
