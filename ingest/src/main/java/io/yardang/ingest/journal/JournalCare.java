package io.yardang.ingest.journal;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that looks after an open journal once a second. */
final class JournalCare implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalCare.class);
  private static final long EVERY_MS = 1000;
  private static final long FAREWELL_SECONDS = 30;

  private final Runnable look;
  private final ScheduledExecutorService thread;
  private final AtomicLong looks = new AtomicLong();
  private String lastTrouble = "";

  JournalCare(String name, Runnable look) {
    this.look = look;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "care-" + name);
              made.setDaemon(true);
              return made;
            });
    var unused =
        thread.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      look.run();
      lastTrouble = "";
    } catch (RuntimeException e) {
      // Once, not once a second.
      if (!e.toString().equals(lastTrouble)) {
        log.error("ALARM: a journal cannot be looked after: {}", e.toString(), e);
      }
      lastTrouble = e.toString();
    }
    looks.incrementAndGet();
  }

  /** How often it has looked. */
  long looks() {
    return looks.get();
  }

  /** Lets a look that is under way come to its end. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        log.warn("does not wait any longer for what is archived");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
