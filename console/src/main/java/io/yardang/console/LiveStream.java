package io.yardang.console;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * GET /api/live as server-sent events: the whole picture first, then what changes, and a heartbeat
 * when nothing does. Each client has a thread of its own, so a slow one delays nobody.
 */
final class LiveStream {
  static final int CLIENTS_MAX = 64;
  private static final long HEARTBEAT_MS = 2_000;

  private final LiveState live;
  private final AtomicInteger threads = new AtomicInteger();

  LiveStream(LiveState live) {
    this.live = live;
  }

  void serve(SseClient client) {
    if (live.watchers() >= CLIENTS_MAX) {
      throw new ApiError(503, CLIENTS_MAX + " live pages are open: close one, then reload");
    }
    client.keepAlive();
    LiveFeed.Watcher watcher = live.watch();
    client.onClose(watcher::close);
    Thread thread =
        new Thread(() -> send(watcher, client), "console-sse-" + threads.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  private static void send(LiveFeed.Watcher watcher, SseClient client) {
    try (watcher) {
      while (watcher.isOpen() && !client.terminated()) {
        LiveFeed.Event event = watcher.take(HEARTBEAT_MS);
        if (event != null) {
          client.sendEvent(event.name(), event.json());
        } else if (watcher.isOpen()) {
          client.sendEvent("heartbeat", "{}");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }
}
