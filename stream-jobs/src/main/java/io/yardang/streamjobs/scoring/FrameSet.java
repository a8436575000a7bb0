package io.yardang.streamjobs.scoring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The frames of one run, as a set: the order in which they came and how often does not matter.
 *
 * <p>A frame is named by its vehicle, stream and seq; of several of one name the one with the least
 * bytes counts, so that not even a sender that uses a seq twice makes the order matter. Frames of
 * one vehicle are ordered by sample time, then stream, then seq.
 *
 * <p>Kept in sorted lists: frames mostly come in order, so they are mostly appended; one that comes
 * late moves those that are newer.
 */
final class FrameSet {
  private static final Comparator<RunFrame> BY_SEQ_OF_STREAM =
      (a, b) -> Long.compareUnsigned(a.seq(), b.seq());

  /** By stream, then seq. */
  static final Comparator<RunFrame> BY_SEQ =
      (a, b) -> {
        int streams = a.stream() == b.stream() ? 0 : a.stream().compareTo(b.stream());
        return streams != 0 ? streams : BY_SEQ_OF_STREAM.compare(a, b);
      };

  private static final Comparator<RunFrame> BY_TIME =
      (a, b) -> {
        int times = Long.compare(a.sampleTimeNs(), b.sampleTimeNs());
        return times != 0 ? times : BY_SEQ.compare(a, b);
      };

  private final Map<String, OfVehicle> vehicles = new TreeMap<>();
  private int size;

  private static final class OfVehicle {
    private final List<RunFrame> byTime = new ArrayList<>();
    private final Map<UUID, List<RunFrame>> bySeq = new HashMap<>();

    /** Seqs that came with more than one content. */
    private final Map<UUID, Set<Long>> ambiguous = new HashMap<>();
  }

  /** Adds a frame; returns false when one of its name was here already. */
  boolean add(RunFrame frame) {
    OfVehicle of = vehicles.computeIfAbsent(frame.vehicle(), v -> new OfVehicle());
    List<RunFrame> stream = of.bySeq.computeIfAbsent(frame.stream(), s -> new ArrayList<>());
    int at = indexOf(stream, frame, BY_SEQ_OF_STREAM);
    if (at < 0) {
      stream.add(-at - 1, frame);
      insert(of.byTime, frame);
      size++;
      return true;
    }
    RunFrame known = stream.get(at);
    int order = Arrays.compareUnsigned(frame.bytes(), known.bytes());
    if (order != 0) {
      of.ambiguous.computeIfAbsent(frame.stream(), s -> new HashSet<>()).add(frame.seq());
    }
    if (order < 0) {
      stream.set(at, frame);
      of.byTime.remove(indexOf(of.byTime, known, BY_TIME));
      insert(of.byTime, frame);
    }
    return false;
  }

  private static void insert(List<RunFrame> sorted, RunFrame frame) {
    sorted.add(-indexOf(sorted, frame, BY_TIME) - 1, frame);
  }

  /** As {@link Collections.binarySearch}, but at once for what comes last. */
  private static int indexOf(List<RunFrame> sorted, RunFrame frame, Comparator<RunFrame> order) {
    int size = sorted.size();
    if (size == 0 || order.compare(sorted.get(size - 1), frame) < 0) {
      return -size - 1;
    }
    return Collections.binarySearch(sorted, frame, order);
  }

  /** Number of frames, duplicates not counted. */
  int size() {
    return size;
  }

  /** Returns the newest frame of the vehicle, or null when it has none. */
  RunFrame newest(String vehicle) {
    OfVehicle of = vehicles.get(vehicle);
    return of == null ? null : of.byTime.get(of.byTime.size() - 1);
  }

  /**
   * Frames of the vehicle with from <= sample time <= to, in order: a view, good until the next
   * frame is added.
   */
  List<RunFrame> between(String vehicle, long fromNs, long toNs) {
    OfVehicle of = vehicles.get(vehicle);
    if (of == null || fromNs > toNs) {
      return List.of();
    }
    return Collections.unmodifiableList(
        of.byTime.subList(firstFrom(of.byTime, fromNs), firstAfter(of.byTime, toNs)));
  }

  /** How many of the frames have a seq that came with another content too. */
  long ambiguous(String vehicle, List<RunFrame> among) {
    OfVehicle of = vehicles.get(vehicle);
    if (of == null || of.ambiguous.isEmpty()) {
      return 0;
    }
    return among.stream()
        .filter(f -> of.ambiguous.getOrDefault(f.stream(), Set.of()).contains(f.seq()))
        .count();
  }

  private static int firstAfter(List<RunFrame> byTime, long timeNs) {
    return timeNs == Long.MAX_VALUE ? byTime.size() : firstFrom(byTime, timeNs + 1);
  }

  /** Index of the first frame at or after the time. */
  private static int firstFrom(List<RunFrame> byTime, long timeNs) {
    int low = 0;
    int high = byTime.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byTime.get(middle).sampleTimeNs() < timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** All frames of the vehicle, in order. */
  List<RunFrame> all(String vehicle) {
    OfVehicle of = vehicles.get(vehicle);
    return of == null ? List.of() : List.copyOf(of.byTime);
  }

  /** The frames by stream, then seq: the same list when they lie so, as they mostly do. */
  static List<RunFrame> inOrderOfSeq(List<RunFrame> frames) {
    for (int i = 1; i < frames.size(); i++) {
      if (BY_SEQ.compare(frames.get(i - 1), frames.get(i)) > 0) {
        return frames.stream().sorted(BY_SEQ).toList();
      }
    }
    return frames;
  }

  /**
   * SHA-256, hex, of the frames as Report.input_sha256 states it: each part with its length or
   * number before it, so that no two sets of frames make the same bytes.
   */
  static String sha256(Map<String, List<RunFrame>> framesByVehicle) {
    MessageDigest digest = Sha256.begin();
    new TreeMap<>(framesByVehicle)
        .forEach(
            (vehicle, frames) -> {
              Map<UUID, List<RunFrame>> byStream = new HashMap<>();
              frames.forEach(
                  f -> byStream.computeIfAbsent(f.stream(), s -> new ArrayList<>()).add(f));
              Map<String, List<RunFrame>> streams = new TreeMap<>();
              byStream.forEach((stream, own) -> streams.put(stream.toString(), own));
              update(digest, vehicle.getBytes(StandardCharsets.UTF_8));
              update(digest, streams.size());
              streams.forEach((stream, own) -> updateStream(digest, stream, own));
            });
    return Sha256.hex(digest);
  }

  private static void updateStream(MessageDigest digest, String stream, List<RunFrame> frames) {
    update(digest, stream.getBytes(StandardCharsets.UTF_8));
    update(digest, frames.size());
    frames.sort(BY_SEQ_OF_STREAM);
    frames.forEach(f -> update(digest, f.bytes()));
  }

  private static void update(MessageDigest digest, byte[] part) {
    update(digest, part.length);
    digest.update(part);
  }

  private static void update(MessageDigest digest, int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
