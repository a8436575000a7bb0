package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.zip.CRC32C;

/**
 * Kafka: Produce requests of version 7, each with one record batch (magic 2, not compressed) for
 * one partition, pipelined. A batch holds up to 1 MB, the largest that a broker takes unless told
 * otherwise.
 */
public final class KafkaWire implements WireSession {
  private static final int WINDOW = 65_536;
  private static final int MAX_BATCH_BYTES = 1_000_000;
  private static final short PRODUCE = 0;
  private static final short PRODUCE_VERSION = 7;
  private static final int TIMEOUT_MS = 30_000;
  private static final int BATCH_HEADER_BYTES = 61;
  private static final int BATCH_LENGTH_AT = 8;
  private static final int CRC_AT = 17;
  private static final int CRC_FROM = 21;
  private static final int MAX_RECORD_BYTES = Payload.BYTES + 12;
  private static final byte NULL_KEY = 1;

  private final byte[] topic;
  private final int partition;
  private final byte[] value = Payload.value();
  private final Queue<Integer> framesOfRequests = new ArrayDeque<>();
  private final CRC32C crc = new CRC32C();
  private int correlationId;

  public KafkaWire(String topic, int partition) {
    this.topic = topic.getBytes(StandardCharsets.US_ASCII);
    this.partition = partition;
  }

  @Override
  public void greet(ByteBuffer out) {
    // Without authentication there is no login.
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public int write(int frames, ByteBuffer out) {
    int room = Math.min(MAX_BATCH_BYTES, out.remaining() - 128 - topic.length);
    int count = Math.min(frames, (room - BATCH_HEADER_BYTES) / MAX_RECORD_BYTES);
    if (count <= 0) {
      return 0;
    }
    int start = out.position();
    out.putInt(0).putShort(PRODUCE).putShort(PRODUCE_VERSION).putInt(correlationId++);
    out.putShort((short) -1).putShort((short) -1);
    // acks=1 and acks=all are the same with one replica.
    out.putShort((short) 1).putInt(TIMEOUT_MS);
    out.putInt(1).putShort((short) topic.length).put(topic);
    out.putInt(1).putInt(partition).putInt(0);
    int batch = out.position();
    writeBatch(count, out);
    out.putInt(batch - 4, out.position() - batch);
    out.putInt(start, out.position() - start - 4);
    framesOfRequests.add(count);
    return count;
  }

  private void writeBatch(int count, ByteBuffer out) {
    int start = out.position();
    long nowMs = System.currentTimeMillis();
    out.putLong(0).putInt(0).putInt(-1).put((byte) 2).putInt(0);
    out.putShort((short) 0).putInt(count - 1).putLong(nowMs).putLong(nowMs);
    out.putLong(-1).putShort((short) -1).putInt(-1).putInt(count);
    for (int i = 0; i < count; i++) {
      // Numbers within a record are zigzag varints.
      int offset = i << 1;
      Varints.write((5 + Varints.sizeOf(offset) + 1 + value.length) << 1, out);
      out.put((byte) 0).put((byte) 0);
      Varints.write(offset, out);
      out.put(NULL_KEY);
      Varints.write(value.length << 1, out);
      out.put(value).put((byte) 0);
    }
    out.putInt(start + BATCH_LENGTH_AT, out.position() - start - BATCH_LENGTH_AT - 4);
    crc.reset();
    crc.update(out.slice(start + CRC_FROM, out.position() - start - CRC_FROM));
    out.putInt(start + CRC_AT, (int) crc.getValue());
  }

  @Override
  public int read(ByteBuffer in) {
    int acked = 0;
    while (in.remaining() >= 4 && in.remaining() >= 4 + in.getInt(in.position())) {
      int start = in.position();
      // Length, correlation id, one topic, its name, one partition, its index; then the error code.
      int error = in.getShort(start + 8 + 4 + 2 + topic.length + 4 + 4);
      if (error != 0) {
        throw new RefusedException("kafka: produce error code " + error);
      }
      in.position(start + 4 + in.getInt(start));
      acked += framesOfRequests.remove();
    }
    return acked;
  }
}
