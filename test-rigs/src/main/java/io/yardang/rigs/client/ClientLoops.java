package io.yardang.rigs.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;

/** The network threads of any number of clients. */
public final class ClientLoops implements AutoCloseable {
  private final EventLoopGroup group;

  private ClientLoops(EventLoopGroup group) {
    this.group = group;
  }

  public static ClientLoops start(int threads) {
    return new ClientLoops(new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory()));
  }

  EventLoopGroup group() {
    return group;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
