package io.yardang.ingest.remote;

import io.yardang.ingest.journal.EntryTailer.Entry;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.pki.CertificateException;
import io.yardang.v1.JournalChunk;
import io.yardang.v1.JournalStatus;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with the gateway on a thread of its own, and a bounded number of entries ready
 * for the reader.
 *
 * <p>The gateway may send as many bytes as there is room for: the reader grants it again what it
 * has taken. When the connection is lost, the follower connects again, waiting longer each time in
 * vain, and subscribes from the last entry that it received.
 */
final class JournalFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalFollower.class);
  private static final long BACKOFF_MS_MIN = 100;
  private static final long BACKOFF_MS_MAX = 5_000;

  private final JournalEndpoint endpoint;
  private final int roomBytes;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Only the thread:
  private OptionalLong fromIndex;
  private OptionalLong lastIndex = OptionalLong.empty();
  private long backoffMs = BACKOFF_MS_MIN;

  // What both threads touch, each time holding the monitor of this object:
  private final Deque<Entry> ready = new ArrayDeque<>();
  private long readyBytes;
  private long takenBytes;
  private ReaderSession session;
  private boolean subscribed;
  private OptionalLong caughtUpAtMs = OptionalLong.empty();
  private JournalException failure;

  /** Begins with the entry of that index; empty: with the journal's first. */
  JournalFollower(JournalEndpoint endpoint, OptionalLong fromIndex, int roomBytes) {
    this.endpoint = endpoint;
    this.fromIndex = fromIndex;
    this.roomBytes = roomBytes;
    Thread thread = new Thread(this::follow, "journal-reader-" + endpoint.id());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next entry; empty when none is here now.
   *
   * @throws JournalException when all was taken, and no more can come
   */
  Optional<Entry> take() {
    Entry taken;
    long granted = 0;
    ReaderSession grantedTo;
    synchronized (this) {
      taken = ready.poll();
      if (taken == null) {
        if (failure != null) {
          throw failure;
        }
        return Optional.empty();
      }
      readyBytes -= taken.bytes().length;
      takenBytes += taken.bytes().length;
      grantedTo = session;
      if (subscribed && takenBytes >= roomBytes / 4) {
        granted = takenBytes;
        takenBytes = 0;
      }
    }
    if (granted > 0) {
      grant(grantedTo, granted);
    }
    return Optional.of(taken);
  }

  void tellScored(JournalPosition position) {
    ReaderSession told;
    synchronized (this) {
      if (!subscribed) {
        return;
      }
      told = session;
    }
    try {
      told.tellScored(position);
    } catch (IOException e) {
      told.close();
    }
  }

  private static void grant(ReaderSession session, long bytes) {
    try {
      session.grant(bytes);
    } catch (IOException e) {
      // The connection is lost; so that the thread learns of it too:
      session.close();
    }
  }

  /** When the gateway had nothing that was not taken here; empty while that is not known. */
  synchronized OptionalLong caughtUpAtMs() {
    return ready.isEmpty() ? caughtUpAtMs : OptionalLong.empty();
  }

  private void follow() {
    while (true) {
      try (ReaderSession connected = new ReaderSession(endpoint)) {
        if (!attach(connected)) {
          return;
        }
        connected.open();
        subscribe(connected);
        while (true) {
          receive(connected, connected.receive());
        }
      } catch (GatewayRejection e) {
        if (e.isFinal()) {
          fail(e);
          return;
        }
        detach(e);
      } catch (IOException | CertificateException e) {
        detach(e);
      } catch (RuntimeException | Error e) {
        fail(e);
        return;
      }
      if (!pause()) {
        return;
      }
    }
  }

  private void receive(ReaderSession connected, ServerMessage message) throws IOException {
    switch (message.getMessageCase()) {
      case JOURNAL_CHUNK -> put(connected, message.getJournalChunk());
      case JOURNAL_STATUS -> put(message.getJournalStatus());
      default -> {
        // A Pong, or what a newer gateway says besides.
      }
    }
    if (backoffMs > BACKOFF_MS_MIN) {
      log.info("journal {} is followed again", endpoint.id());
      backoffMs = BACKOFF_MS_MIN;
    }
  }

  private void put(ReaderSession connected, JournalChunk chunk) throws IOException {
    long index = chunk.getIndex();
    if (lastIndex.isPresent() && index == lastIndex.getAsLong()) {
      // The one from which we subscribed again: it takes no room here.
      connected.grant(chunk.getEntry().size());
      return;
    }
    lastIndex = OptionalLong.of(index);
    fromIndex = lastIndex;
    byte[] bytes = chunk.getEntry().toByteArray();
    synchronized (this) {
      ready.add(new Entry(index, bytes));
      readyBytes += bytes.length;
      caughtUpAtMs = OptionalLong.empty();
    }
  }

  private synchronized void put(JournalStatus status) {
    caughtUpAtMs =
        status.getCaughtUp()
            ? OptionalLong.of(status.getGatewayTimeUnixNs() / 1_000_000)
            : OptionalLong.empty();
  }

  private synchronized boolean attach(ReaderSession connected) {
    session = connected;
    return closed.getCount() > 0;
  }

  /** Holding the monitor, so that no grant overtakes the subscription that it belongs to. */
  private synchronized void subscribe(ReaderSession connected) throws IOException {
    connected.subscribe(fromIndex, Math.max(0, roomBytes - readyBytes));
    takenBytes = 0;
    subscribed = true;
  }

  private synchronized void detach(Exception why) {
    session = null;
    subscribed = false;
    caughtUpAtMs = OptionalLong.empty();
    if (closed.getCount() > 0) {
      log.warn(
          "journal {} is out of reach, trying again in {} ms: {}",
          endpoint.id(),
          backoffMs,
          why.toString());
    }
  }

  private synchronized void fail(Throwable why) {
    session = null;
    subscribed = false;
    caughtUpAtMs = OptionalLong.empty();
    String message = "journal " + endpoint.id() + " cannot be read as asked: " + why.getMessage();
    failure =
        why instanceof GatewayRejection rejection && rejection.isOfPosition()
            ? new JournalPositionException(message, why)
            : new JournalException(message, why);
  }

  /** False when it was closed meanwhile. */
  private boolean pause() {
    try {
      boolean closedMeanwhile = closed.await(backoffMs, TimeUnit.MILLISECONDS);
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MS_MAX);
      return !closedMeanwhile;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    if (session != null) {
      session.close();
    }
  }
}
