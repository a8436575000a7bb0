package io.yardang.rigs.client;

import io.yardang.v1.TelemetryFrame;
import java.util.Iterator;
import java.util.UUID;

/**
 * Frames that a vehicle has kept while it had no gateway, perhaps over a reboot.
 *
 * @param stream that they belong to
 * @param frames in order, with their seqs; read one by one as the gateway takes them
 */
public record Backlog(UUID stream, Iterator<TelemetryFrame> frames) {}
