package io.yardang.testbase.torture;

import io.yardang.v1.Datum;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.Motion;
import io.yardang.v1.TelemetryFrame;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Frames whose every byte follows from seed, stream and seq: whoever reads one in a journal can
 * tell whether it was sent.
 */
record TortureFrames(long seed) {
  private static final long FIRST_SAMPLE_UNIX_NS = 1_800_000_000_000_000_000L;
  private static final long SAMPLE_PERIOD_NS = 1_000_000;

  TelemetryFrame frame(UUID stream, long seq) {
    SplittableRandom random =
        new SplittableRandom(
            seed
                ^ stream.getMostSignificantBits()
                ^ Long.rotateLeft(stream.getLeastSignificantBits(), 32)
                ^ seq * 0x9E3779B97F4A7C15L);
    return TelemetryFrame.newBuilder()
        .setSeq(seq)
        .setSampleTimeUnixNs(FIRST_SAMPLE_UNIX_NS + seq * SAMPLE_PERIOD_NS)
        .setPosition(
            GeodeticPosition.newBuilder()
                .setDatum(Datum.DATUM_WGS84)
                .setLatitudeDeg(random.nextDouble(-90, 90))
                .setLongitudeDeg(random.nextDouble(-180, 180))
                .setAltitudeM(random.nextDouble(9_000)))
        .setMotion(
            Motion.newBuilder()
                .setSpeedMps(random.nextDouble(60))
                .setLongitudinalAccelerationMps2(random.nextDouble(-9, 9))
                .setLateralAccelerationMps2(random.nextDouble(-9, 9))
                .setYawRateRadps(random.nextDouble(-1, 1))
                .setHeadingDeg(random.nextDouble(360)))
        .build();
  }
}
