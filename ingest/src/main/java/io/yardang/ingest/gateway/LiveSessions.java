package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.yardang.v1.RejectReason;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Which connection holds which stream: at most one, and the newest of its sender wins. */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class LiveSessions {
  private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();

  private record Session(String sender, Channel channel) {}

  /**
   * Makes {@code channel} the holder of the stream.
   *
   * @return completes, on the channel's event loop, once an earlier holder can append no more;
   *     fails if the stream is held by another sender
   */
  Future<Void> claim(UUID stream, String sender, Channel channel) {
    Promise<Void> claimed = channel.eventLoop().newPromise();
    Session session = new Session(sender, channel);
    Session earlier = sessions.get(stream);
    if (earlier != null && !earlier.sender.equals(sender)) {
      return claimed.setFailure(new IllegalStateException("held by " + earlier.sender));
    }
    boolean ours =
        earlier == null
            ? sessions.putIfAbsent(stream, session) == null
            : sessions.replace(stream, earlier, session);
    if (!ours) {
      // Another connection claimed or left it just now: look again.
      return claim(stream, sender, channel);
    }
    channel.closeFuture().addListener(closed -> sessions.remove(stream, session));
    if (earlier == null) {
      return claimed.setSuccess(null);
    }
    // On its own event loop, so that it is not in the middle of an append.
    earlier
        .channel
        .eventLoop()
        .execute(
            () -> {
              Hangup.because(
                  earlier.channel,
                  RejectReason.REJECT_REASON_STREAM_TAKEN_OVER,
                  "a newer session of stream " + stream + " came from " + channel.remoteAddress());
              claimed.setSuccess(null);
            });
    return claimed;
  }
}
