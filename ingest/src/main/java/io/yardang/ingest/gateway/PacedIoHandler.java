package io.yardang.ingest.gateway;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Makes an event loop with many busy connections look at them once a tick, not at once.
 *
 * <p>A thousand vehicles that send a frame each at moments of their own cost a poll, a read, an
 * append and an acknowledgement per frame, most of it in the kernel. When a loop has found many
 * ready connections within a tick, it waits for the rest of the tick: the kernel collects
 * meanwhile, one read brings several frames, and one acknowledgement covers them. A loop with less
 * to do polls at once, as if there were no tick, and a few connections never make it wait, however
 * much they send. Tasks for the loop are not held up.
 */
final class PacedIoHandler implements IoHandler {
  /** 16,000 ready connections a second: about where polling at once takes a quarter of a core. */
  private static final long NS_PER_READY_WHEN_BUSY = 62_500;

  private final IoHandler polling;
  private final long tickNs;
  private final long readyWhenBusy;
  private final LongSupplier monotonicNs;
  private final LongConsumer parkNs;
  private volatile boolean woken;
  private volatile Thread waiting;
  private long tickStartNs;
  private int readyInTick;

  PacedIoHandler(IoHandler polling, Duration tick, LongSupplier monotonicNs, LongConsumer parkNs) {
    this.polling = polling;
    this.monotonicNs = monotonicNs;
    this.parkNs = parkNs;
    tickNs = tick.toNanos();
    readyWhenBusy = tickNs / NS_PER_READY_WHEN_BUSY;
    tickStartNs = monotonicNs.getAsLong();
  }

  /** Paces the handlers of a factory; a tick of 0 leaves them as they are. */
  static IoHandlerFactory factory(IoHandlerFactory polling, Duration tick) {
    if (tick.isZero()) {
      return polling;
    }
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new PacedIoHandler(
            polling.newHandler(executor), tick, System::nanoTime, LockSupport::parkNanos);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return polling.isChangingThreadSupported();
      }
    };
  }

  @Override
  public int run(IoHandlerContext context) {
    if (readyInTick > readyWhenBusy) {
      waitForTickEnd(context);
    }
    long nowNs = monotonicNs.getAsLong();
    if (nowNs - tickStartNs >= tickNs) {
      tickStartNs = nowNs;
      readyInTick = 0;
    }
    int ready = polling.run(context);
    readyInTick += ready;
    return ready;
  }

  private void waitForTickEnd(IoHandlerContext context) {
    waiting = Thread.currentThread();
    // What there is to do is looked at after waiting was set: who brings more later unparks.
    for (long leftNs = leftNs(context); leftNs > 0 && !woken && context.canBlock(); ) {
      parkNs.accept(leftNs);
      leftNs = leftNs(context);
    }
    waiting = null;
    woken = false;
  }

  /** Until the tick is over or a scheduled task of the loop is due. */
  private long leftNs(IoHandlerContext context) {
    long nowNs = monotonicNs.getAsLong();
    return Math.min(tickStartNs + tickNs - nowNs, context.delayNanos(nowNs));
  }

  @Override
  public void wakeup() {
    woken = true;
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    polling.wakeup();
  }

  @Override
  public void initialize() {
    polling.initialize();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return polling.register(handle);
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return polling.isCompatible(handleType);
  }

  @Override
  public void prepareToDestroy() {
    polling.prepareToDestroy();
  }

  @Override
  public void destroy() {
    polling.destroy();
  }
}
