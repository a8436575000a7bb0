package io.yardang.ingest.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestThreadsTest {
  private static final int OTHERS = 1_000;

  @Test
  void shouldNotCutALongRequestWhileThreadsAreIdle() throws Exception {
    RequestThreads threads = new RequestThreads();
    try {
      burst(threads);
      CountDownLatch wanted = new CountDownLatch(1);
      CountDownLatch answered = new CountDownLatch(1);
      CountDownLatch cut = new CountDownLatch(1);
      threads.execute(
          () -> {
            try {
              wanted.await();
              answered.countDown();
            } catch (InterruptedException e) {
              cut.countDown();
            }
          });
      for (int i = 0; i < OTHERS; i++) {
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        done.await();
      }
      wanted.countDown();
      assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(cut.getCount()).as("not cut").isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldCutTheOldestWhenAllThreadsAreHeld() throws Exception {
    RequestThreads threads = new RequestThreads();
    try {
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch cut = new CountDownLatch(1);
      for (int i = 0; i < RequestThreads.MAX; i++) {
        threads.execute(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                cut.countDown();
              }
            });
      }
      CountDownLatch answered = new CountDownLatch(1);
      threads.execute(answered::countDown);
      assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  /** All threads live behind it, and none is held. */
  private static void burst(RequestThreads threads) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(RequestThreads.MAX);
    for (int i = 0; i < RequestThreads.MAX; i++) {
      threads.execute(
          () -> {
            begun.countDown();
            try {
              begun.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    begun.await();
    while (threads.getCompletedTaskCount() < RequestThreads.MAX) {
      assertThat(Thread.interrupted()).as("waited for too long").isFalse();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
