package io.yardang.ingest.gateway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class after which Netty reports a buffer that was never given back. Registered for
 * every class of this module by META-INF/services.
 *
 * <p>Netty finds a leak when the garbage collector has found the buffer and another one is
 * allocated; it has no other voice than its log.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final String NETTYS_LOGGER = "io.netty.util.ResourceLeakDetector";
  private static final int LOOKS = 5;
  private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

  static {
    Logger logger = (Logger) LoggerFactory.getLogger(NETTYS_LOGGER);
    AppenderBase<ILoggingEvent> reports =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            REPORTS.add(event.getFormattedMessage());
          }
        };
    reports.setContext(logger.getLoggerContext());
    reports.start();
    logger.addAppender(reports);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = leaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError("Netty reports leaks: " + String.join("\n", leaks));
    }
  }

  /** What was reported since the last time. */
  static List<String> leaks() {
    for (int look = 0; look < LOOKS && REPORTS.isEmpty(); look++) {
      System.gc();
      // The collector tells the detector from a thread of its own.
      LockSupport.parkNanos(10_000_000);
      ByteBufAllocator.DEFAULT.buffer(1).release();
    }
    List<String> leaks = List.copyOf(REPORTS);
    REPORTS.removeAll(leaks);
    return leaks;
  }
}
