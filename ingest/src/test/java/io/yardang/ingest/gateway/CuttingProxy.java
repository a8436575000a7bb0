package io.yardang.ingest.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network: passes connections on to a port, and cuts each after a random number of bytes from
 * there.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Random random;
  private final int minBytes;
  private final int maxBytes;
  final AtomicInteger cuts = new AtomicInteger();

  CuttingProxy(int target, int minBytes, int maxBytes, long seed) throws IOException {
    this.target = target;
    this.minBytes = minBytes;
    this.maxBytes = maxBytes;
    random = new Random(seed);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        int limit = minBytes + random.nextInt(maxBytes - minBytes);
        daemon(() -> pass(client, server, Integer.MAX_VALUE));
        daemon(() -> pass(server, client, limit));
      } catch (IOException e) {
        // Closed, or nobody listens at the target: the client notices.
      }
    }
  }

  private void pass(Socket from, Socket to, int limitBytes) {
    byte[] buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int left = limitBytes;
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(left, buffer.length));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
      cuts.incrementAndGet();
    } catch (IOException e) {
      // One of the two has closed: so do both.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
