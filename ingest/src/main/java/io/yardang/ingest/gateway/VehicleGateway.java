package io.yardang.ingest.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.RejectReason;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Where vehicles and controllers connect: accepts their messages, makes them durable in the
 * journal, acknowledges them.
 *
 * <p>A connection goes through TLS, {@link FrameDecoder}, then the phases {@link LoginHandler} and
 * {@link JournalHandler}, and leaves through {@link Hangup}. The journal belongs to the caller, who
 * closes it after the gateway.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class VehicleGateway implements AutoCloseable {
  static final String VERSION =
      "yardang "
          + Optional.ofNullable(VehicleGateway.class.getPackage().getImplementationVersion())
              .orElse("development");
  private static final int RECORD_OVERHEAD_BYTES = 512;
  private static final int FAREWELL_SECONDS = 3;

  private final Gate gate;
  private final EventLoopGroup loops;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private Channel listening;

  /**
   * Opens the port.
   *
   * @throws IllegalArgumentException if the settings do not fit the journal, TLS files or machine
   */
  public static VehicleGateway launch(
      GatewayConfig config, JournalWriter journal, InstantSource clock) {
    int longest = journal.maxEntryBytes() - RECORD_OVERHEAD_BYTES;
    if (config.maxMessageBytes() > longest) {
      throw new IllegalArgumentException(
          "gateway.max_message_bytes="
              + config.maxMessageBytes()
              + ": the journal takes up to "
              + longest
              + "; raise journal.block_size_bytes");
    }
    Optional<SslContext> tls = config.tls().map(VehicleGateway::tlsContext);
    Gate gate = new Gate(config, journal, clock, new LiveSessions(), new GatewayCounters());
    VehicleGateway gateway = new VehicleGateway(gate);
    try {
      gateway.listen(tls);
      return gateway;
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  private VehicleGateway(Gate gate) {
    this.gate = gate;
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops = new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("gateway", true), io);
  }

  private void listen(Optional<SslContext> tls) {
    GatewayConfig config = gate.config();
    Class<? extends ServerChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(pipeline(tls))
            .bind(config.host(), config.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalArgumentException(
          "gateway.port="
              + config.port()
              + ": cannot listen on "
              + config.host()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    listening = bound.channel();
  }

  private ChannelInitializer<SocketChannel> pipeline(Optional<SslContext> tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        Hangup.counts(channel, gate.counters());
        channels.add(channel);
        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
        channel
            .pipeline()
            .addLast(FrameDecoder.NAME, new FrameDecoder(gate.config().maxMessageBytes()))
            .addLast(LoginHandler.NAME, new LoginHandler(gate))
            .addLast(FailureHandler.NAME, new FailureHandler(gate));
      }
    };
  }

  private static SslContext tlsContext(GatewayConfig.Tls tls) {
    try {
      return SslContextBuilder.forServer(tls.cert().toFile(), tls.key().toFile())
          .trustManager(tls.caCert().toFile())
          .clientAuth(ClientAuth.REQUIRE)
          .protocols("TLSv1.3")
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException("gateway.tls: cannot use " + tls + ": " + e, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** What it has done so far. */
  public GatewayStatistics statistics() {
    return gate.counters().snapshot();
  }

  /** Stops accepting, tells every client that it is shutting down, waits until they have left. */
  @Override
  public void close() {
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    for (Channel channel : channels) {
      channel
          .eventLoop()
          .execute(
              () ->
                  Hangup.because(
                      channel,
                      RejectReason.REJECT_REASON_SHUTTING_DOWN,
                      "the gateway is shutting down; connect again later"));
    }
    channels.newCloseFuture().awaitUninterruptibly(FAREWELL_SECONDS, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, FAREWELL_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
