package io.yardang.ingest.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Keeps live sessions quick while others on the same event loop send what they have kept.
 *
 * <p>After an outage each vehicle sends minutes of frames as fast as it can. In one round of the
 * loop such sessions may bring so many bytes together. Who comes when these are used up is not read
 * from for now, and queues for the next round; between two rounds the loop looks at all its
 * connections. So a live frame waits for one round at most, and no backlog waits for ever.
 *
 * <p>A session sends backlog when its newest frame was sampled long ago. Nothing is held back on a
 * loop that is not busy with backlog.
 */
// A round that is scheduled runs on the loop that schedules it; nobody waits for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class BacklogTurns {
  /** Older frames are no longer live: nobody who watches a vehicle waits for them. */
  static final long BACKLOG_AGE_NS = TimeUnit.SECONDS.toNanos(5);

  /** About a millisecond's work. */
  static final long BYTES_PER_ROUND = 256 << 10;

  private static final long MIN_BYTES_PER_TURN = BYTES_PER_ROUND / 64;
  private static final FastThreadLocal<BacklogTurns> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected BacklogTurns initialValue() {
          return new BacklogTurns();
        }
      };

  private final Deque<Session> waiting = new ArrayDeque<>();
  private long round;
  private long bytesInRound;
  private boolean roundIsDue;

  private BacklogTurns() {}

  /** One session; to be used on its event loop only. */
  static final class Session {
    private final EventLoop loop;
    private final ReadStops reads;
    private long newestSampleNs = Long.MAX_VALUE;
    private long round;
    private long bytesInTurn;
    private boolean sendsBacklog;
    private boolean waits;

    Session(EventLoop loop, ReadStops reads) {
      this.loop = loop;
      this.reads = reads;
    }

    /** A frame of so many bytes came. */
    void frame(int bytes, long sampleTimeNs) {
      newestSampleNs = sampleTimeNs;
      if (sendsBacklog) {
        OF_THIS_LOOP.get().spend(this, bytes);
      }
    }

    /** All that one read brought has come. */
    void readComplete(long nowNs) {
      sendsBacklog = nowNs - newestSampleNs > BACKLOG_AGE_NS;
    }
  }

  private void spend(Session session, int bytes) {
    session.bytesInTurn = bytes + (session.round == round ? session.bytesInTurn : 0);
    session.round = round;
    bytesInRound += bytes;
    scheduleRound(session.loop);
    if (bytesInRound > BYTES_PER_ROUND && !session.waits) {
      session.waits = true;
      waiting.add(session);
      session.reads.stop(ReadStops.Reason.BACKLOG);
    }
  }

  private void scheduleRound(EventLoop loop) {
    if (!roundIsDue) {
      roundIsDue = true;
      // A task would run before the loop looks at its connections again; a scheduled one does not.
      loop.schedule(this::nextRound, 1, TimeUnit.NANOSECONDS);
    }
  }

  private void nextRound() {
    roundIsDue = false;
    round++;
    bytesInRound = 0;
    // Each is expected to bring what it brought last time.
    long expectedBytes = 0;
    while (expectedBytes < BYTES_PER_ROUND && !waiting.isEmpty()) {
      Session next = waiting.remove();
      expectedBytes += Math.max(MIN_BYTES_PER_TURN, next.bytesInTurn);
      next.waits = false;
      next.reads.go(ReadStops.Reason.BACKLOG);
    }
    if (!waiting.isEmpty()) {
      scheduleRound(waiting.peek().loop);
    }
  }
}
