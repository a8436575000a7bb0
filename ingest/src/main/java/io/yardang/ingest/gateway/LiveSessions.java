package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.yardang.v1.RejectReason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which connection holds which stream: at most one, and the newest of its sender wins.
 *
 * <p>A sender has few streams at a time: one that begins more loses the oldest, since that is most
 * likely the half-open rest of an earlier boot.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class LiveSessions {
  private final int maxOfSender;
  private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();
  // By sender; the streams of each in the order in which they began. Changed in compute only.
  private final Map<String, Map<UUID, Session>> bySender = new ConcurrentHashMap<>();

  /** {@code claimed}: every holder of the stream before this one can append no more. */
  private record Session(String sender, Channel channel, Promise<Void> claimed) {}

  LiveSessions(int maxOfSender) {
    this.maxOfSender = maxOfSender;
  }

  /**
   * Makes {@code channel} the holder of the stream.
   *
   * @return completes, on the channel's event loop, once no earlier holder can append any more;
   *     fails if the stream is held by another sender
   */
  Future<Void> claim(UUID stream, String sender, Channel channel) {
    Promise<Void> claimed = channel.eventLoop().newPromise();
    Session session = new Session(sender, channel, claimed);
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
    begin(stream, session).ifPresent(this::hangUpOldest);
    channel.closeFuture().addListener(closed -> end(stream, session));
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
              // It may itself still wait for the one before it.
              earlier.claimed.addListener(last -> claimed.setSuccess(null));
            });
    return claimed;
  }

  /** The session that is one too many now. */
  private Optional<Session> begin(UUID stream, Session session) {
    var oldest = new Session[1];
    bySender.compute(
        session.sender,
        (sender, known) -> {
          Map<UUID, Session> live = known == null ? new LinkedHashMap<>(2) : known;
          live.remove(stream);
          live.put(stream, session);
          if (live.size() > maxOfSender) {
            UUID first = live.keySet().iterator().next();
            oldest[0] = live.remove(first);
          }
          return live;
        });
    return Optional.ofNullable(oldest[0]);
  }

  private void end(UUID stream, Session session) {
    sessions.remove(stream, session);
    bySender.computeIfPresent(
        session.sender,
        (sender, live) -> {
          live.remove(stream, session);
          return live.isEmpty() ? null : live;
        });
  }

  private void hangUpOldest(Session oldest) {
    oldest
        .channel
        .eventLoop()
        .execute(
            () ->
                Hangup.because(
                    oldest.channel,
                    RejectReason.REJECT_REASON_TOO_MANY_SESSIONS,
                    oldest.sender
                        + " began another session; of one sender or reader the newest "
                        + maxOfSender
                        + " stay"));
  }
}
