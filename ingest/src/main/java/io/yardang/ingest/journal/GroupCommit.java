package io.yardang.ingest.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a journal durable at level DISK, many appends with one force.
 *
 * <p>One thread forces; whoever waits is told by the first force that began after it asked. So
 * while a force is under way, everything that arrives gathers for the next one, and the group grows
 * with the load. When nobody asks, it forces now and then, to bound what a loss of power costs.
 *
 * <p><b>A force that fails is final.</b> The kernel may have marked pages clean that never reached
 * the disk, so that a later force would succeed and mean nothing. From then on every waiter is told
 * of the failure, and the journal takes nothing more until it was opened anew.
 */
public final class GroupCommit {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /** Who waits for a force; told once for each {@link GroupCommit#request}, on the force thread. */
  public interface Waiter {
    /** Every entry up to this index is on disk. */
    void forced(long index);

    /** Nothing that was not told as forced before is certain to be on disk, now or later. */
    void failed(JournalException failure);
  }

  /** The deed itself: brings to disk what was appended before, tells the last index of it. */
  interface Force {
    long force() throws IOException;
  }

  private final Force force;
  private final LatencyHistogram forceTimes = new LatencyHistogram();
  private final long intervalMs;
  private final Thread thread;
  private List<Waiter> waiting = new ArrayList<>();
  private volatile boolean closing;
  private volatile JournalException failure;

  /**
   * @param interval forces after this long even if nobody waits; 0: never
   */
  GroupCommit(String name, Duration interval, Force force) {
    this.force = force;
    this.intervalMs = interval.toMillis();
    thread = new Thread(this::run, "force-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for a force of everything that was appended before this call. */
  public void request(Waiter waiter) {
    synchronized (this) {
      if (failure == null && !closing) {
        waiting.add(waiter);
        notifyAll();
        return;
      }
    }
    waiter.failed(failure != null ? failure : new JournalException("journal is closed"));
  }

  /**
   * Asks for a force of everything that was appended before this call.
   *
   * @return completes with the last index that is on disk, or with a {@link JournalException}
   */
  public CompletableFuture<Long> request() {
    CompletableFuture<Long> done = new CompletableFuture<>();
    request(
        new Waiter() {
          @Override
          public void forced(long index) {
            done.complete(index);
          }

          @Override
          public void failed(JournalException failure) {
            done.completeExceptionally(failure);
          }
        });
    return done;
  }

  /**
   * Waits until everything that was appended before this call is on disk.
   *
   * @return the last index that is
   * @throws JournalException if it is not certain to be
   */
  public long await() {
    try {
      return request().join();
    } catch (CompletionException e) {
      throw new JournalException("cannot force journal: " + e.getCause().getMessage(), e);
    }
  }

  /** How long the forces took. */
  public LatencyHistogram forceTimes() {
    return forceTimes;
  }

  /** Why nothing can be forced any more; null while all is well. */
  public JournalException failure() {
    return failure;
  }

  private void run() {
    while (true) {
      List<Waiter> group = nextGroup();
      if (failure != null || (group.isEmpty() && closing)) {
        return;
      }
      try {
        long startedNs = System.nanoTime();
        long index = force.force();
        forceTimes.observeNs(System.nanoTime() - startedNs);
        tell(group, waiter -> waiter.forced(index));
      } catch (Throwable e) {
        // An Error too: a thread that ends without a word leaves everyone waiting for ever.
        fail(e, group);
      }
    }
  }

  private synchronized List<Waiter> nextGroup() {
    try {
      long startedNs = System.nanoTime();
      long leftMs = intervalMs;
      while (waiting.isEmpty() && !closing && (intervalMs == 0 || leftMs > 0)) {
        wait(leftMs);
        leftMs = intervalMs - (System.nanoTime() - startedNs) / 1_000_000;
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    List<Waiter> group = waiting;
    waiting = new ArrayList<>();
    return group;
  }

  private void fail(Throwable cause, List<Waiter> group) {
    JournalException told =
        new JournalException("the journal could not be forced to disk: " + cause, cause);
    List<Waiter> all = new ArrayList<>(group);
    synchronized (this) {
      failure = told;
      all.addAll(waiting);
      waiting = new ArrayList<>();
    }
    log.error(
        "ALARM: the journal could not be forced to disk; it takes nothing more until the gateway is"
            + " started anew: {}",
        told.getMessage(),
        cause);
    tell(all, waiter -> waiter.failed(told));
  }

  private static void tell(List<Waiter> waiters, Consumer<Waiter> news) {
    for (Waiter waiter : waiters) {
      try {
        news.accept(waiter);
      } catch (RuntimeException e) {
        log.error("one who waited for the disk could not be told", e);
      }
    }
  }

  /**
   * Forces what was appended, serves whoever waits already, then ends: within so long, whatever the
   * disk does.
   *
   * @return whether everything is on disk
   */
  boolean close(Duration atMost) {
    CompletableFuture<Long> last = request();
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    boolean isOnDisk = false;
    try {
      last.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      isOnDisk = true;
      thread.join(atMost.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.warn("the journal closes with entries that are not on disk: {}", e.getMessage());
    } catch (TimeoutException e) {
      log.error(
          "the disk has not answered for {} ms; the journal closes without it", atMost.toMillis());
    }
    return isOnDisk;
  }
}
