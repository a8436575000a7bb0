package io.yardang.console;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands what happens to everyone who watches, without ever waiting for one of them.
 *
 * <p>Each watcher has a bounded queue. When a slow one falls behind, its oldest vehicle batches go
 * first, since newer positions replace them; a watcher that cannot even keep up with the runs and
 * findings is cut off, and gets a full picture when it connects again.
 */
final class LiveFeed {
  static final int VEHICLE_BATCHES_MAX = 10;
  static final int EVENTS_MAX = 1_000;

  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /** One event as it goes to the browser: its name and its JSON. */
  record Event(String name, String json) {
    boolean isReplaceable() {
      return name.equals("vehicles");
    }
  }

  void publish(Event event) {
    for (Watcher watcher : watchers) {
      watcher.offer(event);
    }
  }

  /** Begins to watch; {@code first} is the first event taken. */
  Watcher watch(Event first) {
    Watcher watcher = new Watcher();
    watcher.offer(first);
    watchers.add(watcher);
    return watcher;
  }

  int watchers() {
    return watchers.size();
  }

  void close() {
    watchers.forEach(Watcher::close);
  }

  /** One client's queue of what it has yet to be told. */
  final class Watcher implements AutoCloseable {
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private int vehicleBatches;
    private boolean open = true;

    private synchronized void offer(Event event) {
      if (!open) {
        return;
      }
      if (event.isReplaceable() && ++vehicleBatches > VEHICLE_BATCHES_MAX) {
        dropOldestVehicles();
      }
      queue.addLast(event);
      if (queue.size() > EVENTS_MAX) {
        close();
      }
      notifyAll();
    }

    private void dropOldestVehicles() {
      for (Iterator<Event> events = queue.iterator(); events.hasNext(); ) {
        if (events.next().isReplaceable()) {
          events.remove();
          vehicleBatches--;
          return;
        }
      }
    }

    /** The next event, or null when there was none for so long or the watcher is closed. */
    synchronized Event take(long timeoutMs) throws InterruptedException {
      long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000;
      while (open && queue.isEmpty()) {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return null;
        }
        wait(leftMs);
      }
      if (!open) {
        return null;
      }
      Event event = queue.removeFirst();
      if (event.isReplaceable()) {
        vehicleBatches--;
      }
      return event;
    }

    synchronized boolean isOpen() {
      return open;
    }

    @Override
    public synchronized void close() {
      open = false;
      queue.clear();
      watchers.remove(this);
      notifyAll();
    }
  }
}
