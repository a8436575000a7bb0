package io.yardang.streamjobs.sink;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.v1.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the result journal for one consumer, on a thread of its own: hands it batches, saves how
 * far it is after each, and tries again for as long as the consumer cannot take one. So nothing is
 * lost and nobody else waits while, say, the database is away.
 */
public final class ResultTailer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultTailer.class);
  private static final int BATCH = 2_000;
  private static final long REST_MS = 50;
  private static final long BACKOFF_MIN_MS = 200;
  private static final long BACKOFF_MAX_MS = 10_000;
  private static final long ASKED_MAX_MS = 60_000;

  private final Path resultJournal;
  private final Path positionFile;
  private final ResultConsumer consumer;
  private final Optional<Exported> exported;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private ResultTailer(
      Path resultJournal, Path positions, ResultConsumer consumer, Optional<Exported> exported) {
    this.resultJournal = resultJournal;
    this.positionFile = positions.resolve(consumer.name() + ".position");
    this.consumer = consumer;
    this.exported = exported;
    this.thread = new Thread(this::follow, "results-" + consumer.name());
    thread.setDaemon(true);
  }

  /**
   * Begins to follow.
   *
   * @param resultJournal directory of the result journal; it need not be there yet
   * @param positions directory where the position is kept
   */
  public static ResultTailer follow(Path resultJournal, Path positions, ResultConsumer consumer) {
    return start(new ResultTailer(resultJournal, positions, consumer, Optional.empty()));
  }

  /** The same; what it has not taken must stay in the journal. */
  public static ResultTailer follow(
      Path resultJournal, Path positions, ResultConsumer consumer, Exported exported) {
    return start(new ResultTailer(resultJournal, positions, consumer, Optional.of(exported)));
  }

  private static ResultTailer start(ResultTailer tailer) {
    tailer.thread.start();
    return tailer;
  }

  private void follow() {
    try (JournalReader reader = LocalJournalReader.open(resultJournal)) {
      seek(reader);
      while (closed.getCount() > 0) {
        List<Result> batch = new ArrayList<>();
        JournalPosition last = readBatch(reader, batch);
        if (batch.isEmpty()) {
          closed.await(REST_MS, TimeUnit.MILLISECONDS);
        } else if (deliver(batch)) {
          save(last);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} no longer gets results: {}", consumer.name(), e.getMessage(), e);
    }
  }

  private void seek(JournalReader reader) {
    Optional<JournalPosition> saved = savedPosition();
    try {
      saved.ifPresent(reader::seekAfter);
      saved.ifPresent(this::tell);
    } catch (JournalException e) {
      // All consumers are idempotent, so telling everything again is right, only slower.
      LOG.warn("{} begins again at the oldest result: {}", consumer.name(), e.getMessage());
    }
  }

  private JournalPosition readBatch(JournalReader reader, List<Result> batch) {
    JournalPosition last = null;
    while (batch.size() < BATCH) {
      Optional<JournalRecord> record = poll(reader);
      if (record.isEmpty()) {
        break;
      }
      last = record.get().position();
      try {
        batch.add(Result.parseFrom(record.get().bytes()));
      } catch (InvalidProtocolBufferException e) {
        throw new JournalException("not a result: position=" + last, e);
      }
    }
    return last;
  }

  /** What was read before files left still goes to the consumer: this ends its batch. */
  private Optional<JournalRecord> poll(JournalReader reader) {
    try {
      return reader.poll();
    } catch (JournalPositionException e) {
      LOG.warn("{} begins again at the oldest result: {}", consumer.name(), e.getMessage());
      reader.seekAfter(JournalPosition.BEFORE_FIRST);
      return Optional.empty();
    }
  }

  /** True when the consumer has taken the batch; false when this was closed before. */
  private boolean deliver(List<Result> batch) throws InterruptedException {
    long backoffMs = BACKOFF_MIN_MS;
    boolean failed = false;
    while (true) {
      try {
        consumer.take(batch);
        if (failed) {
          LOG.info("{} takes results again", consumer.name());
        }
        return true;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (!failed) {
          LOG.warn(
              "{} does not take results now ({}); they are kept and sent again",
              consumer.name(),
              e.getMessage());
          failed = true;
        }
        if (closed.await(Math.max(backoffMs, askedMs(e)), TimeUnit.MILLISECONDS)) {
          return false;
        }
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
      }
    }
  }

  /** What the consumer asks for, but not longer than a minute: it may have recovered before. */
  private static long askedMs(Exception e) {
    return e instanceof TryLaterException later
        ? Math.min(later.after().toMillis(), ASKED_MAX_MS)
        : 0;
  }

  private Optional<JournalPosition> savedPosition() {
    if (!Files.exists(positionFile)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JournalPosition.ofLine(Files.readString(positionFile)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read: {} begins again", positionFile, consumer.name());
      return Optional.empty();
    }
  }

  private void tell(JournalPosition position) {
    exported.ifPresent(all -> all.took(consumer.name(), position));
  }

  private void save(JournalPosition position) {
    try {
      Files.createDirectories(positionFile.getParent());
      Path next = positionFile.resolveSibling(positionFile.getFileName() + ".next");
      Files.writeString(next, position.line());
      Files.move(
          next, positionFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save " + positionFile, e);
    }
    tell(position);
  }

  /** Stops after the batch in hand. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
