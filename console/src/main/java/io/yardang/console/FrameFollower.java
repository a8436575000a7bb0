package io.yardang.console;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the gateways' journals, each a directory below one root: a turn looks for new journals,
 * takes what was appended, and tells the newest frame of each vehicle at most ten times a second.
 * Only the frames that are told are decoded, so a fast replay costs little.
 *
 * <p>What a journal held before it was found is passed by: it is read, but of its frames only the
 * newest of each vehicle is told, and only if the gateway received it lately. Used by one thread.
 */
final class FrameFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameFollower.class);
  static final long TELL_INTERVAL_MS = 100;
  private static final long LOOK_INTERVAL_MS = 1_000;
  // A vehicle that was silent for longer than this when the console starts is not on the map.
  private static final long STALE_NS = 3_600L * 1_000_000_000L;
  private static final int RECORDS_PER_TURN = 20_000;

  private final Path root;
  private final Function<Path, JournalReader> open;
  private final LongSupplier clockMs;
  private final LiveState state;
  private final Map<Path, Followed> journals = new LinkedHashMap<>();
  private final Map<String, JournalRecord> newest = new LinkedHashMap<>();
  private long lookedMs = Long.MIN_VALUE;
  private long toldMs = Long.MIN_VALUE;

  /** One journal and how far it is read. */
  private static final class Followed {
    JournalReader reader;
    JournalPosition position = JournalPosition.BEFORE_FIRST;
    boolean isCaughtUp;
    String trouble = "";
    // What was not told yet because the journal's past is still being passed by.
    final Map<String, JournalRecord> past = new HashMap<>();
  }

  FrameFollower(
      Path root, Function<Path, JournalReader> open, LongSupplier clockMs, LiveState state) {
    this.root = root;
    this.open = open;
    this.clockMs = clockMs;
    this.state = state;
  }

  /** Takes what is there; false when there was nothing, so that the caller may rest. */
  boolean turn() {
    long nowMs = clockMs.getAsLong();
    if (lookedMs == Long.MIN_VALUE || nowMs - lookedMs >= LOOK_INTERVAL_MS) {
      lookedMs = nowMs;
      look();
    }
    boolean any = false;
    for (Map.Entry<Path, Followed> journal : journals.entrySet()) {
      if (journal.getValue().reader != null) {
        any |= read(journal.getKey(), journal.getValue());
      }
    }
    if (!newest.isEmpty() && (toldMs == Long.MIN_VALUE || nowMs - toldMs >= TELL_INTERVAL_MS)) {
      toldMs = nowMs;
      tell();
    }
    return any;
  }

  private void look() {
    for (Path dir : directories()) {
      Followed journal = journals.computeIfAbsent(dir, d -> new Followed());
      if (journal.reader == null) {
        open(dir, journal);
      }
    }
  }

  private List<Path> directories() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the journals: dir=" + root, e);
    }
  }

  private void open(Path dir, Followed journal) {
    try {
      journal.reader = open.apply(dir);
      if (!journal.position.equals(JournalPosition.BEFORE_FIRST)) {
        journal.reader.seekAfter(journal.position);
      }
      journal.trouble = "";
    } catch (JournalException e) {
      trouble(dir, journal, e);
    }
  }

  private boolean read(Path dir, Followed journal) {
    try {
      for (int i = 0; i < RECORDS_PER_TURN; i++) {
        Optional<JournalRecord> record = journal.reader.poll();
        if (record.isEmpty()) {
          caughtUp(journal);
          return i > 0;
        }
        journal.position = record.get().position();
        take(journal, record.get());
      }
      return true;
    } catch (JournalException e) {
      trouble(dir, journal, e);
      return false;
    }
  }

  private void take(Followed journal, JournalRecord record) {
    switch (record.kind()) {
      case FRAME -> (journal.isCaughtUp ? newest : journal.past).put(record.sender(), record);
      case RUN_EVENT -> {
        // The runs of the past come from the results, which also say how they went.
        if (journal.isCaughtUp) {
          decodeRunEvent(record);
        }
      }
      case RESULT -> {}
    }
  }

  private void caughtUp(Followed journal) {
    if (!journal.isCaughtUp) {
      journal.isCaughtUp = true;
      long sinceNs = clockMs.getAsLong() * 1_000_000 - STALE_NS;
      journal.past.values().removeIf(record -> record.receiveTimeNs() < sinceNs);
      newest.putAll(journal.past);
      journal.past.clear();
    }
  }

  private void tell() {
    List<VehicleNow> moved = new ArrayList<>(newest.size());
    for (JournalRecord record : newest.values()) {
      try {
        moved.add(VehicleNow.of(record.sender(), TelemetryFrame.parseFrom(record.bytes())));
      } catch (InvalidProtocolBufferException e) {
        // The gateway has checked it, so this is a journal of another version; skip what is new.
        LOG.debug("frame skipped: vehicle={}, seq={}", record.sender(), record.seq(), e);
      }
    }
    newest.clear();
    state.onVehicles(moved);
  }

  private void decodeRunEvent(JournalRecord record) {
    try {
      state.onRunEvent(RunEvent.parseFrom(record.bytes()));
    } catch (InvalidProtocolBufferException e) {
      LOG.debug("run event skipped: sender={}, seq={}", record.sender(), record.seq(), e);
    }
  }

  // Tried again at each look; said once, not every second.
  private static void trouble(Path dir, Followed journal, JournalException e) {
    if (!e.getMessage().equals(journal.trouble)) {
      journal.trouble = e.getMessage();
      LOG.warn("the live page lacks a journal for now: dir={}, {}", dir, e.getMessage());
    }
    if (journal.reader != null) {
      journal.reader.close();
      journal.reader = null;
    }
  }

  @Override
  public void close() {
    journals.values().stream()
        .filter(journal -> journal.reader != null)
        .forEach(journal -> journal.reader.close());
  }
}
