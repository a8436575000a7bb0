package io.yardang.ingest.remote;

import io.yardang.ingest.journal.EntryDecoder;
import io.yardang.ingest.journal.EntryTailer.Entry;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the journal that a gateway serves, and follows it through lost connections and restarts of
 * the gateway: each record comes once and in order, as from the gateway's own disk.
 *
 * <p>{@link #poll} does not wait for the network. A thread fetches ahead, as far as there is room
 * for. Each entry is checked against its CRC32C here. What a person must see to (the gateway
 * refuses this reader; it does not hold the position any more) throws a {@link JournalException}
 * from {@link #poll}, again at each call.
 */
public final class RemoteJournalReader implements JournalReader {
  private static final int ROOM_BYTES = 4 << 20;

  private final JournalEndpoint endpoint;
  private final int roomBytes;
  private final Deque<JournalRecord> pending = new ArrayDeque<>();
  private final EntryDecoder decoder;
  private JournalPosition after = JournalPosition.BEFORE_FIRST;
  private volatile JournalFollower follower;
  private boolean closed;

  private RemoteJournalReader(JournalEndpoint endpoint, int roomBytes) {
    this.endpoint = endpoint;
    this.roomBytes = roomBytes;
    decoder = new EntryDecoder(endpoint.id());
  }

  /** Stands before the journal's first record; connects when it is first asked for a record. */
  public static JournalReader open(JournalEndpoint endpoint) {
    return open(endpoint, ROOM_BYTES);
  }

  /** With room for so many bytes of entries, and one entry more. */
  static JournalReader open(JournalEndpoint endpoint, int roomBytes) {
    return new RemoteJournalReader(endpoint, roomBytes);
  }

  @Override
  public void seekAfter(JournalPosition position) {
    stopFollowing();
    pending.clear();
    after = position;
  }

  @Override
  public Optional<JournalRecord> poll() {
    if (closed) {
      throw new JournalException("reader is closed: journal=" + endpoint.id());
    }
    if (follower == null) {
      boolean fromStart = after.equals(JournalPosition.BEFORE_FIRST);
      OptionalLong from = fromStart ? OptionalLong.empty() : OptionalLong.of(after.index());
      follower = new JournalFollower(endpoint, from, roomBytes);
    }
    while (pending.isEmpty()) {
      Optional<Entry> entry = follower.take();
      if (entry.isEmpty()) {
        decoder.atEnd();
        return Optional.empty();
      }
      pending.addAll(wantedOf(entry.get()));
    }
    return Optional.of(pending.remove());
  }

  /** The records of an entry; of the one that holds the position, those behind it. */
  private List<JournalRecord> wantedOf(Entry entry) {
    List<JournalRecord> records = decoder.records(entry);
    if (records.isEmpty() || entry.index() != after.index()) {
      return records;
    }
    if (after.frame() < 0 || after.frame() >= records.size()) {
      stopFollowing();
      throw new JournalPositionException(
          "entry has fewer records: "
              + after
              + ", records="
              + records.size()
              + ", journal="
              + endpoint.id());
    }
    return records.subList(after.frame() + 1, records.size());
  }

  @Override
  public OptionalLong caughtUpAtMs() {
    return follower == null || !pending.isEmpty() ? OptionalLong.empty() : follower.caughtUpAtMs();
  }

  @Override
  public void tellScored(JournalPosition position) {
    JournalFollower current = follower;
    if (current != null) {
      current.tellScored(position);
    }
  }

  @Override
  public void close() {
    closed = true;
    stopFollowing();
  }

  private void stopFollowing() {
    if (follower != null) {
      follower.close();
      follower = null;
    }
  }
}
