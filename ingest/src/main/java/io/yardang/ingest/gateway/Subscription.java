package io.yardang.ingest.gateway;

import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.yardang.ingest.journal.EntryTailer;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.v1.JournalChunk;
import io.yardang.v1.JournalStatus;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Subscribe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's way through the journal.
 *
 * <p>Each time it is woken, it sends a batch: entries while the reader has credit left and the
 * channel takes more, then, at the end of the journal, the word that the reader has caught up. So
 * what is on its way to a reader is bounded by its credit and by the channel's buffer, and a reader
 * that grants or takes nothing costs nothing. At the end it rests for a moment, looks again, and
 * only then asks to be told of the next append: under load this makes it look every few
 * milliseconds at no cost to ingest, and on a quiet journal it sleeps.
 *
 * <p>Runs on the threads of {@link JournalServing}, one run at a time.
 */
// A write that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /** In one grant; so often that a sum overflows, nobody can grant. */
  static final long MAX_CREDIT_BYTES = 1L << 32;

  private static final int BATCH_BYTES = 32 << 10;
  private static final long STATUS_EVERY_MS = 100;
  private static final long REST_AT_END_MS = 2;

  private final JournalServing serving;
  private final Channel channel;
  private final Path journal;
  private final InstantSource clock;
  private final Subscribe wanted;
  private final EntryTailer tailer;
  private final AtomicLong creditBytes;
  private final AtomicReference<JournalPosition> scored = new AtomicReference<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private final Future<?> ticks;
  private volatile boolean cancelled;
  private boolean begun;
  private boolean ended;
  private boolean waiting;
  private Instant statusAt = Instant.MIN;

  Subscription(
      JournalServing serving,
      Channel channel,
      Path journal,
      InstantSource clock,
      Subscribe wanted) {
    this.serving = serving;
    this.channel = channel;
    this.clock = clock;
    this.wanted = wanted;
    this.journal = journal;
    tailer = EntryTailer.open(journal);
    creditBytes = new AtomicLong(wanted.getCreditBytes());
    ticks = serving.every(this::wake, STATUS_EVERY_MS);
  }

  /** There may be something to do: credit, room in the channel, an append, or time has passed. */
  void wake() {
    if (wakes.getAndIncrement() == 0) {
      serving.execute(this::run);
    }
  }

  void grant(long bytes) {
    creditBytes.addAndGet(bytes);
    wake();
  }

  /** The scoring has come so far; written down where it may block. */
  void scored(JournalPosition position) {
    scored.set(position);
    wake();
  }

  void cancel() {
    cancelled = true;
    wake();
  }

  private void run() {
    int answered = wakes.get();
    boolean more = false;
    try {
      writeDownScored();
      if (!ended) {
        more = serve();
      }
    } catch (JournalPositionException e) {
      end();
      hangUp(RejectReason.REJECT_REASON_JOURNAL_POSITION, e.getMessage());
    } catch (RuntimeException | Error e) {
      // Such as an error of the disk, which may pass: the reader comes again.
      end();
      log.error("cannot serve the journal to {}", channel.remoteAddress(), e);
      hangUp(
          RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE,
          "the gateway cannot read its journal (see its log); connect again later");
    }
    // To go on is a wake of one's own. Behind the others: one reader's backlog does not hold up
    // another's live end.
    if (wakes.addAndGet(more ? 1 - answered : -answered) > 0) {
      serving.execute(this::run);
    }
  }

  private void writeDownScored() {
    JournalPosition position = scored.getAndSet(null);
    if (position == null) {
      return;
    }
    try {
      ScoredPosition.write(journal, position);
    } catch (JournalException e) {
      // As good as not told: the next checkpoint tells again.
      log.warn("the journal does not learn how far it is scored: {}", e.getMessage());
    }
  }

  /** Sends one batch; true when another may follow at once. */
  private boolean serve() {
    if (cancelled || Hangup.isUnderWay(channel)) {
      end();
      return false;
    }
    if (!begun) {
      begun = true;
      if (wanted.hasFromIndex()) {
        tailer.seek(wanted.getFromIndex());
      }
    }
    if (!channel.isWritable()) {
      return false;
    }
    ByteBuf batch = channel.alloc().buffer(BATCH_BYTES);
    boolean atEnd = false;
    int sent = 0;
    Instant looked = clock.instant();
    try {
      while (creditBytes.get() > 0 && batch.readableBytes() < BATCH_BYTES) {
        looked = clock.instant();
        Optional<EntryTailer.Entry> entry = tailer.next();
        if (entry.isEmpty()) {
          atEnd = true;
          break;
        }
        add(batch, entry.get());
        sent++;
      }
      boolean idle = atEnd || creditBytes.get() <= 0;
      if ((atEnd && sent > 0) || (idle && !looked.isBefore(statusAt.plusMillis(STATUS_EVERY_MS)))) {
        statusAt = looked;
        add(batch, status(looked, atEnd));
      }
    } catch (RuntimeException | Error e) {
      batch.release();
      throw e;
    }
    if (batch.isReadable()) {
      channel.writeAndFlush(batch);
    } else {
      batch.release();
    }
    return atEnd ? restOrWait(sent > 0) : creditBytes.get() > 0;
  }

  /** True when the end must be looked at once more: the append that we wait for may be there. */
  private boolean restOrWait(boolean sentSome) {
    if (sentSome) {
      waiting = false;
      serving.later(this::wake, REST_AT_END_MS);
      return false;
    }
    boolean waitsAlready = waiting;
    waiting = true;
    serving.waitForAppend();
    return !waitsAlready;
  }

  private void add(ByteBuf batch, EntryTailer.Entry entry) {
    JournalChunk.Builder chunk =
        JournalChunk.newBuilder()
            .setIndex(entry.index())
            .setEntry(UnsafeByteOperations.unsafeWrap(entry.bytes()));
    add(batch, ServerMessage.newBuilder().setJournalChunk(chunk).build());
    creditBytes.addAndGet(-entry.bytes().length);
    serving.served(entry.bytes().length);
  }

  private static ServerMessage status(Instant time, boolean caughtUp) {
    JournalStatus.Builder status =
        JournalStatus.newBuilder()
            .setGatewayTimeUnixNs(time.getEpochSecond() * 1_000_000_000L + time.getNano())
            .setCaughtUp(caughtUp);
    return ServerMessage.newBuilder().setJournalStatus(status).build();
  }

  private static void add(ByteBuf batch, ServerMessage message) {
    try (ByteBufOutputStream out = new ByteBufOutputStream(batch)) {
      message.writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer does not fail", e);
    }
  }

  private void end() {
    ended = true;
    ticks.cancel(false);
    tailer.close();
    serving.ended(this);
  }

  private void hangUp(RejectReason reason, String detail) {
    channel.eventLoop().execute(() -> Hangup.because(channel, reason, detail));
  }
}
