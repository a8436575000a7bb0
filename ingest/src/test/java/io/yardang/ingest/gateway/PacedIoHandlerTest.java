package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** With a clock that only waiting, and the work of a poll, move on. */
class PacedIoHandlerTest {
  private static final long US = 1_000;
  private long nowNs = 1_000_000_000;
  private int readyPerPoll;
  private long workNs = 100 * US;
  private boolean tasksWait;
  private long taskDueNs = Long.MAX_VALUE;
  private final List<Long> pollsUs = new ArrayList<>();

  @Test
  void shouldPollAtOnceWhileLittleIsReady() {
    readyPerPoll = 1;
    PacedIoHandler handler = handler(this::sleep);
    for (int i = 0; i < 100; i++) {
      handler.run(context);
    }
    assertThat(pollsUs).startsWith(0L, 100L, 200L).endsWith(9_900L);
  }

  @Test
  void shouldPollOnceATickWhileMuchIsReady() {
    readyPerPoll = 500;
    PacedIoHandler handler = handler(this::sleep);
    for (int i = 0; i < 4; i++) {
      handler.run(context);
    }
    assertThat(pollsUs).containsExactly(0L, 4_000L, 8_000L, 12_000L);
    readyPerPoll = 3;
    for (int i = 0; i < 3; i++) {
      handler.run(context);
    }
    assertThat(pollsUs).as("calm again").endsWith(16_000L, 16_100L, 16_200L);
  }

  @Test
  void shouldNotWaitWhenTheWorkTookTheTick() {
    readyPerPoll = 500;
    workNs = 5_000 * US;
    PacedIoHandler handler = handler(ns -> fail("waited " + ns + " ns"));
    handler.run(context);
    handler.run(context);
    assertThat(pollsUs).containsExactly(0L, 5_000L);
  }

  @Test
  void shouldNotHoldUpTasks() {
    readyPerPoll = 500;
    PacedIoHandler handler = handler(this::sleep);
    handler.run(context);
    tasksWait = true;
    handler.run(context);
    assertThat(pollsUs).as("a task waits").endsWith(100L);
    tasksWait = false;
    taskDueNs = nowNs + 300 * US;
    handler.run(context);
    assertThat(pollsUs).as("a task is due").endsWith(500L);
  }

  @Test
  void shouldEndTheWaitWhenWoken() {
    readyPerPoll = 500;
    PacedIoHandler[] handler = new PacedIoHandler[1];
    handler[0] =
        handler(
            ns -> {
              nowNs += 50 * US;
              handler[0].wakeup();
            });
    handler[0].run(context);
    handler[0].run(context);
    assertThat(pollsUs).containsExactly(0L, 150L);
  }

  private PacedIoHandler handler(LongConsumer parkNs) {
    long startNs = nowNs;
    IoHandler polling =
        new IoHandler() {
          @Override
          public int run(IoHandlerContext ignored) {
            pollsUs.add((nowNs - startNs) / US);
            nowNs += workNs;
            return readyPerPoll;
          }

          @Override
          public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void wakeup() {}

          @Override
          public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return true;
          }
        };
    return new PacedIoHandler(polling, Duration.ofMillis(4), () -> nowNs, parkNs);
  }

  private void sleep(long ns) {
    nowNs += ns;
  }

  private final IoHandlerContext context =
      new IoHandlerContext() {
        @Override
        public boolean canBlock() {
          return !tasksWait;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
          return taskDueNs - currentTimeNanos;
        }

        @Override
        public long deadlineNanos() {
          return taskDueNs;
        }
      };
}
