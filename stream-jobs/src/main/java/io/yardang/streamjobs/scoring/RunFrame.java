package io.yardang.streamjobs.scoring;

import io.yardang.v1.TelemetryFrame;
import java.util.UUID;

/**
 * One frame of one vehicle of a run, with what names it.
 *
 * @param vehicle id of the vehicle that sent it
 * @param stream the vehicle's stream
 * @param frame the decoded frame
 */
public record RunFrame(String vehicle, UUID stream, TelemetryFrame frame) {}
