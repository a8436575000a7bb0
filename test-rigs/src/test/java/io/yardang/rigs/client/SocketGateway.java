package io.yardang.rigs.client;

import io.yardang.v1.Ack;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Throttle;
import io.yardang.v1.Welcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway small enough to misbehave on command: one thread per connection, plain sockets, keeps
 * what it accepted in memory.
 */
public final class SocketGateway implements AutoCloseable {
  final List<Hello> logins = new CopyOnWriteArrayList<>();

  /** What VX-12 had made durable. */
  final List<Long> kept = new CopyOnWriteArrayList<>();

  /** What every sender had made durable, as "sender:seq", in the order it came. */
  public final List<String> order = Collections.synchronizedList(new ArrayList<>());

  private final Map<String, List<Long>> bySender = new ConcurrentHashMap<>(Map.of("VX-12", kept));

  final AtomicLong pings = new AtomicLong();

  volatile long rejectSeq;
  public volatile long hangUpAfterSeq;
  volatile boolean acks = true;
  volatile RejectReason refuseLogin;
  volatile int throttleOnceMs;
  volatile int idleTimeoutMs = 30_000;

  private final ServerSocket server;
  private final List<Socket> open = new ArrayList<>();

  public SocketGateway(int port, List<Long> durable) throws IOException {
    kept.addAll(durable);
    server = new ServerSocket(port, 16, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept, "socket-gateway");
    accepting.setDaemon(true);
    accepting.start();
  }

  public int port() {
    return server.getLocalPort();
  }

  void hangUp() throws IOException {
    synchronized (open) {
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        synchronized (open) {
          open.add(socket);
        }
        Thread serving = new Thread(() -> serve(socket), "socket-gateway-session");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      Hello hello = ClientMessage.parseDelimitedFrom(in).getHello();
      logins.add(hello);
      String sender = hello.getSenderId();
      if (refuseLogin != null) {
        reject(out, refuseLogin, 0, true);
        return;
      }
      say(
          out,
          ServerMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setProtocolVersion(1)
                      .setDurableSeq(durableSeq(sender))
                      .setMaxUnackedBytes(1 << 20)
                      .setIdleTimeoutMs(idleTimeoutMs)));
      ClientMessage message;
      while ((message = ClientMessage.parseDelimitedFrom(in)) != null) {
        if (message.hasPing()) {
          pings.incrementAndGet();
        } else if (message.hasFrame() || message.hasRunEvent()) {
          long seq =
              message.hasFrame() ? message.getFrame().getSeq() : message.getRunEvent().getSeq();
          if (!take(out, sender, seq)) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client or the test hung up.
    }
  }

  private boolean take(OutputStream out, String sender, long seq) throws IOException {
    if (throttleOnceMs > 0) {
      Throttle throttle = Throttle.newBuilder().setPauseMs(throttleOnceMs).build();
      throttleOnceMs = 0;
      say(out, ServerMessage.newBuilder().setThrottle(throttle));
    }
    if (seq == rejectSeq) {
      reject(out, RejectReason.REJECT_REASON_BAD_SAMPLE_TIME, seq, false);
      return true;
    }
    if (seq > durableSeq(sender)) {
      keptBy(sender).add(seq);
      order.add(sender + ":" + seq);
    }
    if (seq == hangUpAfterSeq) {
      hangUpAfterSeq = 0;
      return false;
    }
    if (acks) {
      say(
          out,
          ServerMessage.newBuilder().setAck(Ack.newBuilder().setDurableSeq(durableSeq(sender))));
    }
    return true;
  }

  public List<Long> keptBy(String sender) {
    return bySender.computeIfAbsent(sender, s -> Collections.synchronizedList(new ArrayList<>()));
  }

  private long durableSeq(String sender) {
    List<Long> kept = keptBy(sender);
    return kept.isEmpty() ? 0 : kept.get(kept.size() - 1);
  }

  private static void reject(OutputStream out, RejectReason reason, long seq, boolean ends)
      throws IOException {
    Reject.Builder reject =
        Reject.newBuilder().setReason(reason).setDetail("on purpose").setSessionEnds(ends);
    if (seq > 0) {
      reject.setSeq(seq);
    }
    say(out, ServerMessage.newBuilder().setReject(reject));
  }

  private static void say(OutputStream out, ServerMessage.Builder message) throws IOException {
    synchronized (out) {
      message.build().writeDelimitedTo(out);
      out.flush();
    }
  }
}
