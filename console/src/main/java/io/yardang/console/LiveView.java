package io.yardang.console;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at the test base right now, from two places: the gateways' journals (where the
 * vehicles are) and the journal of results (how their runs go). One thread follows each; the {@link
 * Console} shows the picture that they keep up to date.
 */
public final class LiveView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
  private static final long REST_MS = 20;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final LiveState state;
  private final Thread frames;
  private final Thread results;

  private LiveView(
      Path gatewaysRoot, Path resultsDir, InstantSource clock, Function<Path, JournalReader> open) {
    state = new LiveState(clock::millis);
    frames =
        new Thread(
            () -> {
              try (var follower = new FrameFollower(gatewaysRoot, open, clock::millis, state)) {
                turnUntilClosed(follower::turn);
              }
            },
            "console-frames");
    results =
        new Thread(
            () -> {
              try (var follower = new ResultFollower(resultsDir, open, clock::millis, state)) {
                turnUntilClosed(follower::turn);
              }
            },
            "console-results");
  }

  /**
   * Begins to follow. Neither directory needs to be there yet.
   *
   * @param gatewaysRoot its directories are journals of gateways, now or later
   * @param resultsDir the journal that the scoring job writes
   */
  public static LiveView follow(Path gatewaysRoot, Path resultsDir, InstantSource clock) {
    LiveView view = new LiveView(gatewaysRoot, resultsDir, clock, LocalJournalReader::open);
    for (Thread thread : new Thread[] {view.frames, view.results}) {
      thread.setDaemon(true);
      thread.start();
    }
    return view;
  }

  LiveState state() {
    return state;
  }

  private void turnUntilClosed(BooleanSupplier turn) {
    try {
      while (!closed.await(0, TimeUnit.MILLISECONDS)) {
        if (!turn.getAsBoolean() && closed.await(REST_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the live page stands still: {} stopped", Thread.currentThread().getName(), e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    state.close();
    try {
      frames.join(5_000);
      results.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
