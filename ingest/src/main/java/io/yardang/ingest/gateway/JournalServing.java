package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.yardang.v1.Subscribe;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Serves the journal to readers, on threads of its own: reading an old file may block, and an event
 * loop must not.
 *
 * <p>Ingest touches it only in {@link #appended}, which costs one look at a flag unless somebody
 * waits at the journal's end.
 */
// Nobody needs the result of a task: what fails in one ends its subscription.
@SuppressWarnings("FutureReturnValueIgnored")
final class JournalServing implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int FAREWELL_SECONDS = 3;

  private final Path journal;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(THREADS, new DefaultThreadFactory("gateway-readers", true));
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final LongAdder entries = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile boolean someoneWaits;

  JournalServing(Path journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
    threads.setRemoveOnCancelPolicy(true);
  }

  /** Begins to send what the channel's reader asked for. */
  Subscription subscribe(Channel channel, Subscribe subscribe) {
    Subscription subscription = new Subscription(this, channel, journal, clock, subscribe);
    subscriptions.add(subscription);
    subscription.wake();
    return subscription;
  }

  void ended(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  void served(long entryBytes) {
    entries.increment();
    bytes.add(entryBytes);
  }

  /** The journal has grown: wakes who waits for that. Any thread may call it. */
  void appended() {
    if (someoneWaits) {
      someoneWaits = false;
      execute(() -> subscriptions.forEach(Subscription::wake));
    }
  }

  /** From now on the next {@link #appended} wakes the subscriptions. */
  void waitForAppend() {
    someoneWaits = true;
  }

  void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed: there is nobody left to be served.
    }
  }

  void later(Runnable task, long delayMs) {
    try {
      threads.schedule(task, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed, as above.
    }
  }

  Future<?> every(Runnable task, long intervalMs) {
    return threads.scheduleWithFixedDelay(task, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
  }

  ReaderStatistics statistics() {
    return new ReaderStatistics(subscriptions.size(), entries.sum(), bytes.sum());
  }

  /** Ends every subscription. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::cancel);
    threads.shutdown();
    try {
      threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
