package io.yardang.rigs.client;

import io.yardang.v1.Reject;

/** Told what happens to a client, on its network thread: must not block. */
public interface ClientListener {
  /** A listener that does not listen. */
  ClientListener NONE = new ClientListener() {};

  /** Everything up to and including {@code durableSeq} is durable. */
  default void onAcked(long durableSeq) {}

  /** The gateway refused one message; it will not be sent again. */
  default void onRejected(Reject reject) {}

  /** A session began; the gateway holds everything up to {@code durableSeq}. */
  default void onConnected(long durableSeq) {}

  /** The connection is gone, or could not be made; the client tries again. */
  default void onDisconnected(String reason) {}
}
