package io.yardang.ingest.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that answer requests, each from its first byte on. A request that is begun and not ended
 * holds one: when all are held, the oldest request ends for the newest, its connection with it. So
 * however many are begun, no more are kept than there are threads, and whoever asks is answered.
 */
final class RequestThreads extends ThreadPoolExecutor {
  static final int MAX = 64;

  // By request, in the order in which they began; an interrupt closes the channel that it waits on.
  private final Map<Runnable, Thread> busy = new LinkedHashMap<>();
  // Interrupted, and not over yet.
  private int ending;

  RequestThreads() {
    super(
        MAX,
        MAX,
        10,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        work -> {
          Thread thread = new Thread(work, "admin");
          thread.setDaemon(true);
          return thread;
        });
    allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable request) {
    super.execute(request);
    makeWay();
  }

  /** While all threads are held, one old request ends for each that waits. */
  private void makeWay() {
    synchronized (busy) {
      // Also with threads to spare a request passes through the queue, for a moment.
      while (busy.size() + ending >= MAX && ending < getQueue().size() && !busy.isEmpty()) {
        Runnable oldest = busy.keySet().iterator().next();
        busy.remove(oldest).interrupt();
        ending++;
      }
    }
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable request) {
    synchronized (busy) {
      busy.put(request, thread);
    }
    makeWay();
  }

  @Override
  protected void afterExecute(Runnable request, Throwable thrown) {
    synchronized (busy) {
      if (busy.remove(request) == null) {
        ending--;
      }
    }
  }
}
