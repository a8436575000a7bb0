package io.yardang.console;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal of results from its first record on, so that the list of runs is whole, and
 * waits for it where it is not there yet. Used by one thread.
 */
final class ResultFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFollower.class);
  private static final long OPEN_INTERVAL_MS = 1_000;
  private static final int RECORDS_PER_TURN = 10_000;

  private final Path dir;
  private final Function<Path, JournalReader> open;
  private final LongSupplier clockMs;
  private final LiveState state;
  private JournalReader reader;
  private JournalPosition position = JournalPosition.BEFORE_FIRST;
  private long triedMs = Long.MIN_VALUE;
  private String trouble = "";

  ResultFollower(
      Path dir, Function<Path, JournalReader> open, LongSupplier clockMs, LiveState state) {
    this.dir = dir;
    this.open = open;
    this.clockMs = clockMs;
    this.state = state;
  }

  /** Takes what is there; false when there was nothing, so that the caller may rest. */
  boolean turn() {
    try {
      if (reader == null && !opened()) {
        return false;
      }
      for (int i = 0; i < RECORDS_PER_TURN; i++) {
        Optional<JournalRecord> record = reader.poll();
        if (record.isEmpty()) {
          return i > 0;
        }
        position = record.get().position();
        if (record.get().kind() == RecordKind.RESULT) {
          state.onResult(Result.parseFrom(record.get().bytes()));
        }
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      LOG.debug("result skipped: position={}", position, e);
      return true;
    } catch (JournalPositionException e) {
      // Files have left meanwhile: what is there is told again, which changes nothing.
      position = JournalPosition.BEFORE_FIRST;
      close();
      return false;
    } catch (JournalException e) {
      if (!e.getMessage().equals(trouble)) {
        trouble = e.getMessage();
        LOG.warn("the live page lacks the results for now: dir={}, {}", dir, e.getMessage());
      }
      close();
      return false;
    }
  }

  private boolean opened() {
    long nowMs = clockMs.getAsLong();
    if (triedMs != Long.MIN_VALUE && nowMs - triedMs < OPEN_INTERVAL_MS) {
      return false;
    }
    triedMs = nowMs;
    if (!Files.isDirectory(dir)) {
      return false;
    }
    reader = open.apply(dir);
    if (!position.equals(JournalPosition.BEFORE_FIRST)) {
      reader.seekAfter(position);
    }
    return true;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
