package io.yardang.streamjobs.scoring;

import com.google.protobuf.ByteString;
import io.yardang.v1.TelemetryFrame;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The frames of one run, as a set: the order in which they came and how often does not matter.
 *
 * <p>A frame is named by its vehicle, stream and seq; of several of one name the one with the least
 * bytes counts, so that not even a sender that uses a seq twice makes the order matter. Frames of
 * one vehicle are ordered by sample time, then stream, then seq.
 */
final class FrameSet {
  private static final Comparator<RunFrame> BY_TIME =
      Comparator.<RunFrame>comparingLong(f -> f.frame().getSampleTimeUnixNs())
          .thenComparing(RunFrame::stream)
          .thenComparing(f -> f.frame().getSeq(), Long::compareUnsigned);
  private static final Comparator<RunFrame> BY_SEQ =
      Comparator.comparing(RunFrame::stream)
          .thenComparing(f -> f.frame().getSeq(), Long::compareUnsigned);

  private static final Comparator<RunFrame> LEAST_BYTES =
      Comparator.comparing(
          f -> f.frame().toByteString(), ByteString.unsignedLexicographicalComparator());

  private static final UUID LOWEST = new UUID(Long.MIN_VALUE, Long.MIN_VALUE);

  private final Map<String, TreeSet<RunFrame>> framesByVehicle = new TreeMap<>();
  private final Map<StreamOfVehicle, Map<Long, RunFrame>> bySeq = new HashMap<>();
  private int size;

  private record StreamOfVehicle(String vehicle, UUID stream) {}

  /** Adds a frame; returns false when one of its name was here already. */
  boolean add(RunFrame frame) {
    TreeSet<RunFrame> ofVehicle =
        framesByVehicle.computeIfAbsent(frame.vehicle(), v -> new TreeSet<>(BY_TIME));
    Map<Long, RunFrame> ofStream =
        bySeq.computeIfAbsent(
            new StreamOfVehicle(frame.vehicle(), frame.stream()), s -> new HashMap<>());
    RunFrame known = ofStream.putIfAbsent(frame.frame().getSeq(), frame);
    if (known == null) {
      ofVehicle.add(frame);
      size++;
      return true;
    }
    if (LEAST_BYTES.compare(frame, known) < 0) {
      ofStream.put(frame.frame().getSeq(), frame);
      ofVehicle.remove(known);
      ofVehicle.add(frame);
    }
    return false;
  }

  /** Number of frames, duplicates not counted. */
  int size() {
    return size;
  }

  /** Returns the newest frame of the vehicle, or null when it has none. */
  RunFrame newest(String vehicle) {
    TreeSet<RunFrame> frames = framesByVehicle.get(vehicle);
    return frames == null ? null : frames.last();
  }

  /** Frames of the vehicle with from <= sample time <= to, in order. */
  List<RunFrame> between(String vehicle, long fromNs, long toNs) {
    TreeSet<RunFrame> frames = framesByVehicle.get(vehicle);
    if (frames == null) {
      return List.of();
    }
    TelemetryFrame from = TelemetryFrame.newBuilder().setSampleTimeUnixNs(fromNs).build();
    return frames.tailSet(new RunFrame(vehicle, LOWEST, from)).stream()
        .takeWhile(f -> f.frame().getSampleTimeUnixNs() <= toNs)
        .toList();
  }

  /** All frames of the vehicle, in order. */
  List<RunFrame> all(String vehicle) {
    return List.copyOf(framesByVehicle.getOrDefault(vehicle, new TreeSet<>(BY_TIME)));
  }

  /** SHA-256, hex, over the frames' bytes in the order (vehicle, stream, seq). */
  static String sha256(Map<String, List<RunFrame>> framesByVehicle) {
    MessageDigest digest = newSha256();
    new TreeMap<>(framesByVehicle)
        .forEach(
            (vehicle, frames) -> {
              digest.update(vehicle.getBytes(StandardCharsets.UTF_8));
              frames.stream().sorted(BY_SEQ).forEach(f -> digest.update(f.frame().toByteArray()));
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256, hex, of a text in UTF-8. */
  static String sha256(String text) {
    return HexFormat.of().formatHex(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
