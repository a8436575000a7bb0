/** Recorded drives: MCAP files of telemetry frames and run events, and how they come to be. */
package io.yardang.rigs.drive;
