package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.UUID;
import org.slf4j.MDC;

/**
 * Who a connection is, for the log: lines said through it carry vehicle and stream in the MDC, so
 * that structured logs can be searched by them.
 */
final class SessionLog {
  private static final AttributeKey<String> SENDER = AttributeKey.valueOf("yardang.sender");
  private static final AttributeKey<UUID> STREAM = AttributeKey.valueOf("yardang.stream");

  private SessionLog() {}

  /** Once it has said who it is. */
  static void names(Channel channel, String sender) {
    channel.attr(SENDER).set(sender);
  }

  /** Once its stream is known. */
  static void streams(Channel channel, UUID stream) {
    channel.attr(STREAM).set(stream);
  }

  /** The sender's id, or "unknown sender" before it has said so. */
  static String senderOf(Channel channel) {
    String sender = channel.attr(SENDER).get();
    return sender == null ? "unknown sender" : sender;
  }

  /** Says a line about the connection. The MDC belongs to the thread, hence it is set just here. */
  static void say(Channel channel, Runnable line) {
    String sender = channel.attr(SENDER).get();
    UUID stream = channel.attr(STREAM).get();
    try {
      if (sender != null) {
        MDC.put("vehicle", sender);
      }
      if (stream != null) {
        MDC.put("stream", stream.toString());
      }
      line.run();
    } finally {
      MDC.remove("vehicle");
      MDC.remove("stream");
    }
  }
}
