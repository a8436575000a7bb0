package io.yardang.testbase.bench.score;

import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.ScoredRun;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The scorer alone: frames are read from a file, parsed, taken and scored, as {@code yardang score}
 * does with a recording. CPU time is that of the whole process, so that of the collector counts.
 *
 * @param objects in each frame
 * @param frames how many; at 100 Hz
 */
record Rescoring(int objects, int frames) {
  private static final int HZ = 100;
  private static final long START_NS = 1_764_000_000_000_000_000L;

  /**
   * What it took.
   *
   * @param cpuS of the process
   * @param frameBytes of all frames, as they were sent
   * @param heapBytes that stay while the run is held
   */
  record Result(
      int objects, int frames, double cpuS, double wallS, long frameBytes, long heapBytes) {
    double framesPerCpuS() {
      return frames / cpuS;
    }

    /** Seconds of run per second of one core. */
    double timesRealTime() {
      return framesPerCpuS() / HZ;
    }

    double timesRealTimeByClock() {
      return frames / wallS / HZ;
    }

    double heapMbPerMinute() {
      return heapBytes / 1e6 / (frames / 60.0 / HZ);
    }

    double frameMbPerMinute() {
      return frameBytes / 1e6 / (frames / 60.0 / HZ);
    }
  }

  private ScoreDrive drive() {
    return new ScoreDrive(1, objects, HZ, START_NS);
  }

  /** Writes the frames, each after its length. */
  void writeTo(Path file) throws IOException {
    ScoreDrive drive = drive();
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int i = 0; i < frames; i++) {
        byte[] frame = drive.frame(i);
        out.writeInt(frame.length);
        out.write(frame);
      }
    }
  }

  /** Scores what {@link #writeTo} wrote. */
  Result run(Path file) throws IOException {
    ScoreDrive drive = drive();
    long heapBefore = CpuClock.liveHeapBytes();
    CpuClock clock = CpuClock.start();
    RunScorer scorer = new RunScorer(drive.started());
    long bytes = read(file, drive, scorer);
    scorer.end(drive.endedAt(frames - 1));
    ScoredRun scored = scorer.score();
    double cpuS = clock.cpuS();
    double wallS = clock.wallS();
    requireSound(scored);
    long heap = CpuClock.liveHeapBytes() - heapBefore;
    if (!scorer.isComplete()) { // Also keeps it alive until its heap is measured.
      throw new IllegalStateException("the run is not complete");
    }
    return new Result(objects, frames, cpuS, wallS, bytes, heap);
  }

  private long read(Path file, ScoreDrive drive, RunScorer scorer) throws IOException {
    String vehicle = drive.vehicle();
    UUID stream = drive.stream();
    long bytes = 0;
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int i = 0; i < frames; i++) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        bytes += frame.length;
        scorer.add(new RunFrame(vehicle, stream, frame));
      }
    }
    return bytes;
  }

  /** A run that scores nothing would be fast. */
  private void requireSound(ScoredRun scored) {
    var report = scored.getReport();
    if (!report.getNoDataMissing() || !report.hasScore()) {
      throw new IllegalStateException("not a sound run: " + report.getReasonsList());
    }
  }
}
