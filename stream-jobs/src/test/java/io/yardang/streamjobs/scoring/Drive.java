package io.yardang.streamjobs.scoring;

import io.yardang.v1.GeoPoint;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.TelemetryFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * The vocabulary of synthetic drives: Drive.of("V1").at(10).steady(5).brake(2, 0). Starts at 0, 0.
 */
final class Drive {
  static final long START_NS = 1_700_000_000_000_000_000L;
  static final GeoPoint ORIGIN =
      GeoPoint.newBuilder().setLatitudeDeg(40.0).setLongitudeDeg(94.0).build();

  private final String vehicle;
  private final UUID stream;
  private final List<RunFrame> frames = new ArrayList<>();
  private Random noise;
  private double noiseOf;
  private double stepS = 0.1;
  private double t;
  private double x;
  private double y;
  private double yaw;
  private double speed;
  private BiConsumer<Double, TelemetryFrame.Builder> extra = (at, frame) -> {};

  private Drive(String vehicle) {
    this.vehicle = vehicle;
    this.stream = new UUID(7, vehicle.hashCode());
  }

  static Drive of(String vehicle) {
    return new Drive(vehicle);
  }

  Drive hz(double hz) {
    stepS = 1 / hz;
    return this;
  }

  Drive noise(long seed, double mps) {
    noise = new Random(seed);
    noiseOf = mps;
    return this;
  }

  Drive from(double fromX, double fromY, double fromYaw) {
    x = fromX;
    y = fromY;
    yaw = fromYaw;
    return this;
  }

  Drive at(double mps) {
    speed = mps;
    return this;
  }

  Drive with(BiConsumer<Double, TelemetryFrame.Builder> more) {
    extra = more;
    return this;
  }

  Drive steady(double seconds) {
    return accelerate(seconds, 0);
  }

  /** Changes speed by mps2 for so long; never below standstill. */
  Drive accelerate(double seconds, double mps2) {
    long steps = Math.round(seconds / stepS);
    for (long i = 0; i < steps; i++) {
      send(mps2);
      double before = speed;
      speed = Math.max(0, speed + mps2 * stepS);
      double metres = 0.5 * (before + speed) * stepS;
      x += metres * Math.cos(yaw);
      y += metres * Math.sin(yaw);
      t += stepS;
    }
    return this;
  }

  Drive brake(double seconds, double mps2) {
    return accelerate(seconds, -mps2);
  }

  Drive turn(double rad) {
    yaw += rad;
    return this;
  }

  /** Samples that were taken but never arrived. */
  Drive lost(double seconds) {
    int before = frames.size();
    steady(seconds);
    frames.subList(before, frames.size()).clear();
    seqGap += Math.round(seconds / stepS);
    return this;
  }

  private long seqGap;

  private void send(double mps2) {
    double n = noise == null ? 0 : noiseOf * noise.nextGaussian();
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(frames.size() + 1 + seqGap)
            .setSampleTimeUnixNs(START_NS + Math.round(t * 1e9))
            .setLocalPose(LocalPose.newBuilder().setXM(x).setYM(y).setYawRad(yaw))
            .setMotion(Motion.newBuilder().setSpeedMps(speed + n));
    if (noise != null) {
      frame
          .getMotionBuilder()
          .setLongitudinalAccelerationMps2(mps2 + 2 * noiseOf * noise.nextGaussian())
          .setYawRateRadps(0.1 * noiseOf * noise.nextGaussian());
    }
    extra.accept(t, frame);
    frames.add(new RunFrame(vehicle, stream, frame.build()));
  }

  double seconds() {
    return t - stepS;
  }

  List<RunFrame> frames() {
    return frames;
  }
}
