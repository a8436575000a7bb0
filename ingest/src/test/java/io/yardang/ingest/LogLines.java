package io.yardang.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What is logged below one logger while a test runs; each line as "LEVEL message". */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final long LIMIT_S = 20;

  private final Logger logger;
  private final Level levelBefore;
  private final List<ILoggingEvent> events = new ArrayList<>();

  public LogLines(String loggerName) {
    logger = (Logger) LoggerFactory.getLogger(loggerName);
    levelBefore = logger.getLevel();
    logger.setLevel(Level.INFO);
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    synchronized (events) {
      events.add(event);
      events.notifyAll();
    }
  }

  public List<ILoggingEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  public List<String> lines() {
    return events().stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  public void clear() {
    synchronized (events) {
      events.clear();
    }
  }

  /** Waits for a line with a part that matches the pattern. */
  public void await(String pattern) throws InterruptedException {
    Pattern part = Pattern.compile(pattern);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    synchronized (events) {
      while (lines().stream().noneMatch(line -> part.matcher(line).find())) {
        long leftMs = (end - System.nanoTime()) / 1_000_000;
        assertThat(leftMs).as("time to wait for %s in %s", pattern, lines()).isPositive();
        events.wait(leftMs);
      }
    }
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(levelBefore);
    stop();
  }
}
