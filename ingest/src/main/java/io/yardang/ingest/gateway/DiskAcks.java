package io.yardang.ingest.gateway;

import io.netty.channel.EventLoop;
import io.yardang.ingest.journal.GroupCommit;
import io.yardang.ingest.journal.JournalException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the sessions of one event loop have appended and not yet acknowledged, since it is not on
 * disk: in the order of the journal.
 *
 * <p>Asks the journal for a force when there is something and none is on its way; wakes its event
 * loop once for each force, however many sessions and entries that one covers; each session that it
 * concerns then writes one Ack.
 */
final class DiskAcks implements GroupCommit.Waiter {
  private final EventLoop loop;
  private final GroupCommit commit;
  private final Deque<Appended> unforced = new ArrayDeque<>();
  private boolean isForceAsked;

  private record Appended(SessionAcks session, long index, long lastSeq, long bytes) {}

  /** The ones of each event loop of a gateway. */
  static final class ByLoop {
    private final GroupCommit commit;
    private final Map<EventLoop, DiskAcks> byLoop = new ConcurrentHashMap<>();

    ByLoop(GroupCommit commit) {
      this.commit = commit;
    }

    DiskAcks of(EventLoop loop) {
      return byLoop.computeIfAbsent(loop, unused -> new DiskAcks(loop, commit));
    }

    /** Everything up to this index is forced: each loop tells its sessions, soon. */
    void acknowledgeUpTo(long index) {
      byLoop.values().forEach(acks -> acks.forced(index));
    }
  }

  private DiskAcks(EventLoop loop, GroupCommit commit) {
    this.loop = loop;
    this.commit = commit;
  }

  /** The session's records up to this seq are in the entry of this index; on the event loop. */
  void add(SessionAcks session, long index, long lastSeq, long bytes) {
    unforced.add(new Appended(session, index, lastSeq, bytes));
    askForForce();
  }

  private void askForForce() {
    if (!isForceAsked) {
      isForceAsked = true;
      commit.request(this);
    }
  }

  @Override
  public void forced(long index) {
    loop.execute(() -> acknowledgeUpTo(index));
  }

  private void acknowledgeUpTo(long index) {
    isForceAsked = false;
    Set<SessionAcks> sessions = new LinkedHashSet<>();
    for (Appended next = unforced.peek();
        next != null && next.index <= index;
        next = unforced.peek()) {
      unforced.remove();
      next.session.forced(next.lastSeq, next.bytes);
      sessions.add(next.session);
    }
    if (!unforced.isEmpty()) {
      askForForce();
    }
    sessions.forEach(SessionAcks::flush);
  }

  @Override
  public void failed(JournalException failure) {
    loop.execute(
        () -> {
          Set<SessionAcks> sessions = new LinkedHashSet<>();
          unforced.forEach(appended -> sessions.add(appended.session));
          unforced.clear();
          isForceAsked = false;
          sessions.forEach(session -> session.failed(failure));
        });
  }
}
