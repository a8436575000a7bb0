package io.yardang.ingest.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.RejectReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where vehicles and controllers connect: accepts their messages, makes them durable in the
 * journal, acknowledges them. Readers connect here too, and are served the journal.
 *
 * <p>A connection goes through TLS, {@link FrameDecoder}, then the phases {@link LoginHandler} and
 * {@link JournalHandler} (or {@link ReaderHandler}), and leaves through {@link Hangup}. The journal
 * belongs to the caller, who closes it after the gateway.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class VehicleGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VehicleGateway.class);
  static final String VERSION =
      "yardang "
          + Optional.ofNullable(VehicleGateway.class.getPackage().getImplementationVersion())
              .orElse("development");

  private static final int RECORD_OVERHEAD_BYTES = 512;
  private static final int FAREWELL_SECONDS = 3;
  private static final int WIRE_LOG_SECONDS = 5;
  private static final int MIN_READ_BYTES = 512;
  private static final int FIRST_READ_BYTES = 32 << 10;
  private static final int MAX_READ_BYTES = 256 << 10;

  private final Gate gate;
  private final EventLoopGroup loops;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  // Looks at files, which may block: not for an event loop.
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("gateway-watch", true));
  private Channel listening;

  /**
   * Opens the port.
   *
   * @throws IllegalArgumentException if the settings do not fit the journal, TLS files or machine
   */
  public static VehicleGateway launch(
      GatewayConfig config, JournalWriter journal, InstantSource clock) {
    return launch(
        config,
        journal,
        (kind, sender, stream) -> new JournalIntake(journal, kind, sender, stream),
        clock);
  }

  /**
   * For benchmarks: opens a port whose sessions go through everything but the journal. Frames are
   * decoded, counted and acknowledged, and lost.
   *
   * @param journal open, and left as it is
   */
  public static VehicleGateway launchCounting(
      GatewayConfig config, JournalWriter journal, InstantSource clock) {
    return launch(config, journal, (kind, sender, stream) -> new CountingIntake(), clock);
  }

  private static VehicleGateway launch(
      GatewayConfig config, JournalWriter journal, Intake.Opener intakes, InstantSource clock) {
    int longest = journal.maxEntryBytes() - RECORD_OVERHEAD_BYTES;
    int longestAllowed = config.limits().sizes().messageBytes();
    if (longestAllowed > longest) {
      throw new IllegalArgumentException(
          "gateway.max_message_bytes="
              + longestAllowed
              + ": the journal takes up to "
              + longest
              + "; raise journal.block_size_bytes");
    }
    Optional<GatewayTls> tls = config.tls().map(files -> GatewayTls.open(files, clock));
    GatewayCounters counters = new GatewayCounters();
    Gate gate =
        new Gate(
            config,
            journal,
            intakes,
            clock,
            tls,
            new LiveSessions(config.limits().counts().sessionsPerSender()),
            new LiveSessions(config.limits().counts().sessionsPerReader()),
            new JournalServing(journal.dir(), clock),
            new Admission(config.limits().counts(), counters),
            new DiskAcks.ByLoop(journal.commit()),
            counters,
            new GatewayHealth(journal, tls, System::nanoTime),
            new WireLogs());
    VehicleGateway gateway = new VehicleGateway(gate);
    journal.room().onChange(gateway::roomHasChanged);
    try {
      gateway.listen();
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
    loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("gateway", true),
            PacedIoHandler.factory(io, gate.config().tick()));
  }

  private void listen() {
    GatewayConfig config = gate.config();
    Class<? extends ServerChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, outbound(config))
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
            .childHandler(pipeline())
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
    gate.tls()
        .ifPresent(
            tls -> {
              long ms = config.tls().orElseThrow().recheck().toMillis();
              watch.scheduleWithFixedDelay(() -> recheck(tls), ms, ms, TimeUnit.MILLISECONDS);
            });
  }

  private static WriteBufferWaterMark outbound(GatewayConfig config) {
    int high = config.limits().sizes().outboundBytes();
    return new WriteBufferWaterMark(high / 2, high);
  }

  /** A sender of much is read in large pieces; an idle session holds no buffer. */
  private static RecvByteBufAllocator readSizes() {
    return new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES);
  }

  private ChannelInitializer<SocketChannel> pipeline() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        if (!gate.admission().admit(channel)) {
          return;
        }
        Hangup.counts(channel, gate.counters());
        channels.add(channel);
        gate.tls().ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
        channel
            .pipeline()
            .addLast(FrameDecoder.NAME, new FrameDecoder(gate.config().limits()))
            .addLast(LoginHandler.NAME, new LoginHandler(gate))
            .addLast(FailureHandler.NAME, new FailureHandler(gate));
        if (gate.wireLogs().isAnyOn()) {
          WireTap.onNew(channel, gate.clock());
        }
      }
    };
  }

  /** Called in the middle of an append: the sessions look for themselves, each on its loop. */
  private void roomHasChanged() {
    channels.forEach(
        channel ->
            channel
                .eventLoop()
                .execute(
                    () -> channel.pipeline().fireUserEventTriggered(JournalHandler.ROOM_CHANGED)));
  }

  /** Looks after the certificates; what the deny list got new hangs up live sessions. */
  private void recheck(GatewayTls tls) {
    try {
      if (tls.reloadIfChanged()) {
        channels.forEach(
            channel -> channel.eventLoop().execute(() -> hangUpIfDenied(tls, channel)));
      }
    } catch (RuntimeException e) {
      log.error("ALARM: cannot look at the certificates; the old ones stay: {}", e.toString());
    }
  }

  private void hangUpIfDenied(GatewayTls tls, Channel channel) {
    if (Hangup.isUnderWay(channel)) {
      return;
    }
    tls.checkDenied(channel)
        .ifPresent(
            refusal -> {
              gate.counters().refuse(refusal.reason());
              Hangup.because(channel, RejectReason.REJECT_REASON_NOT_AUTHORISED, refusal.text());
            });
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** What it has done so far. */
  public GatewayStatistics statistics() {
    return gate.counters().snapshot();
  }

  /** What it has served of its journal so far. */
  public ReaderStatistics readerStatistics() {
    return gate.serving().statistics();
  }

  /** Shows its metrics to Prometheus. */
  public void register(PrometheusRegistry registry) {
    GatewayMetrics.register(gate, channels::size, registry);
  }

  /**
   * Writes down the wire bytes of a sender from now on, of its live sessions and of new ones; until
   * {@link #endWireLog}, the end of the gateway or the size limit. {@link WireSession} reads them.
   *
   * @return false: it was on already
   * @throws IllegalArgumentException if that is no sender's id
   * @throws IOException if the file cannot be written
   */
  public boolean beginWireLog(String sender, Path file, long maxBytes) throws IOException {
    if (!MessageRules.isId(sender)) {
      throw new IllegalArgumentException("sender=\"" + sender + "\": " + MessageRules.ID_RULE);
    }
    if (!gate.wireLogs().on(sender, file, maxBytes)) {
      return false;
    }
    onEachConnectionOf(
        sender,
        channel ->
            gate.wireLogs()
                .of(sender)
                .ifPresent(log -> WireTap.onLive(channel, gate.clock(), log)));
    return true;
  }

  /** Ends what {@link #beginWireLog} began, if it did. */
  public void endWireLog(String sender) {
    gate.wireLogs().off(sender);
    onEachConnectionOf(sender, WireTap::remove);
  }

  /** On the event loops, and done when this returns, unless one of them is stuck. */
  private void onEachConnectionOf(String sender, Consumer<Channel> deed) {
    List<Future<?>> deeds = new ArrayList<>();
    for (Channel channel : channels) {
      deeds.add(
          channel
              .eventLoop()
              .submit(
                  () -> {
                    if (SessionLog.senderOf(channel).equals(sender)) {
                      deed.accept(channel);
                    }
                  }));
    }
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WIRE_LOG_SECONDS);
    for (Future<?> done : deeds) {
      done.awaitUninterruptibly(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  /** Why it cannot do its work, in words for people; empty: it can. */
  public List<String> ailments() {
    return gate.health().ailments();
  }

  /** Why vehicles should not connect, in words for people; empty: they may. */
  public List<String> notReady() {
    return gate.health().notReady();
  }

  /**
   * Stops accepting and reading, acknowledges what it took, tells every client that it is shutting
   * down, waits until they have left. Meanwhile it is not ready, and says so.
   */
  public void drain() {
    gate.health().shutsDown();
    watch.shutdownNow();
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    onEachLoop(channel -> channel.pipeline().fireUserEventTriggered(JournalHandler.READ_NO_MORE));
    acknowledgeWhatWasAppended();
    onEachLoop(
        channel ->
            Hangup.because(
                channel,
                RejectReason.REJECT_REASON_SHUTTING_DOWN,
                "the gateway is shutting down; connect again later"));
    channels.newCloseFuture().awaitUninterruptibly(FAREWELL_SECONDS, TimeUnit.SECONDS);
  }

  /** Does this for each connection on its event loop, and waits until it is done. */
  private void onEachLoop(Consumer<Channel> deed) {
    List<Future<?>> done = new ArrayList<>();
    for (Channel channel : channels) {
      done.add(channel.eventLoop().submit(() -> deed.accept(channel)));
    }
    long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(FAREWELL_SECONDS);
    for (Future<?> one : done) {
      long leftNs = Math.max(0, giveUpNs - System.nanoTime());
      one.awaitUninterruptibly(leftNs, TimeUnit.NANOSECONDS);
    }
  }

  /** So that a client need not send again what is in the journal. */
  private void acknowledgeWhatWasAppended() {
    try {
      gate.diskAcks().acknowledgeUpTo(gate.journal().commit().await());
    } catch (JournalException e) {
      log.warn("leaves without acknowledging what was appended last: {}", e.getMessage());
    }
  }

  /** {@link #drain} first, if that was not called before. */
  @Override
  public void close() {
    if (!gate.health().isShuttingDown() || !channels.isEmpty()) {
      drain();
    }
    gate.serving().close();
    loops.shutdownGracefully(0, FAREWELL_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    gate.wireLogs().close();
  }
}
