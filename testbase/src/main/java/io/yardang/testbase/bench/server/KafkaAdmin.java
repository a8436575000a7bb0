package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.wire.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The two requests beside Produce that the benchmark makes of a Kafka broker. */
final class KafkaAdmin implements AutoCloseable {
  private static final short LIST_OFFSETS = 2;
  private static final short CREATE_TOPICS = 19;
  private static final int TIMEOUT_MS = 10_000;
  private static final int LATEST = -1;
  private static final int NOT_READY = -1;

  private final AdminConnection connection;

  KafkaAdmin(InetSocketAddress broker) throws IOException {
    connection = new AdminConnection(broker);
  }

  /** Creates a topic with one replica. */
  void createTopic(String topic, int partitions, Map<String, String> config) throws IOException {
    ByteBuffer request = request(CREATE_TOPICS, 4).putInt(1);
    string(topic, request).putInt(partitions).putShort((short) 1).putInt(0).putInt(config.size());
    config.forEach((key, value) -> string(value, string(key, request)));
    ByteBuffer answer = exchange(request.putInt(TIMEOUT_MS).put((byte) 0));
    // Throttle time, one topic, its name, then the error code.
    requireNoError("create topic", answer.getShort(4 + 4 + 2 + topic.length()));
  }

  /** The offset behind the last record of a partition; -1 while it has no leader. */
  long endOffset(String topic, int partition) throws IOException {
    ByteBuffer request = string(topic, request(LIST_OFFSETS, 1).putInt(-1).putInt(1));
    ByteBuffer answer = exchange(request.putInt(1).putInt(partition).putLong(LATEST));
    // One topic, its name, one partition, its index; error code, time stamp, offset.
    int error = 4 + 2 + topic.length() + 4 + 4;
    return answer.getShort(error) == 0 ? answer.getLong(error + 2 + 8) : NOT_READY;
  }

  private static ByteBuffer request(short api, int version) {
    ByteBuffer request = ByteBuffer.allocate(1024).putInt(0).putShort(api);
    return request.putShort((short) version).putInt(0).putShort((short) -1);
  }

  private static ByteBuffer string(String text, ByteBuffer out) {
    return out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a request; the body of its answer. */
  private ByteBuffer exchange(ByteBuffer request) throws IOException {
    request.putInt(0, request.position() - 4).flip();
    connection.send(request);
    ByteBuffer answer = ByteBuffer.wrap(connection.readBytes(connection.readInt()));
    return answer.position(4).slice();
  }

  private static void requireNoError(String what, int error) {
    if (error != 0) {
      throw new RefusedException("kafka: " + what + ": error code " + error);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
