package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1: pipelined PUBLISH at QoS 1, each answered with its PUBACK. */
public final class MqttWire implements WireSession {
  private static final int WINDOW = 32_768;
  private static final int LAST_PACKET_ID = 65_535;
  private static final byte CONNECT = 0x10;
  private static final byte CONNACK = 0x20;
  private static final byte PUBLISH_QOS_1 = 0x32;
  private static final byte PUBACK = 0x40;

  private final String clientId;
  private final boolean cleanSession;
  private final byte[] head;
  private final byte[] value = Payload.value();
  private int packetId;
  private boolean ready;

  public MqttWire(String topic, String clientId) {
    this(topic, clientId, true);
  }

  /** A session that is not clean is one that the broker keeps, with its queue. */
  public MqttWire(String topic, String clientId, boolean cleanSession) {
    this.clientId = clientId;
    this.cleanSession = cleanSession;
    ByteBuffer start = ByteBuffer.allocate(64).put(PUBLISH_QOS_1);
    Varints.write(2 + topic.length() + 2 + Payload.BYTES, start);
    start.putShort((short) topic.length()).put(topic.getBytes(StandardCharsets.US_ASCII)).flip();
    head = new byte[start.remaining()];
    start.get(head);
  }

  @Override
  public void greet(ByteBuffer out) {
    out.put(CONNECT).put((byte) (12 + clientId.length()));
    out.putShort((short) 4).put("MQTT".getBytes(StandardCharsets.US_ASCII)).put((byte) 4);
    // Without a keep-alive interval the broker never gives a connection up.
    out.put((byte) (cleanSession ? 2 : 0)).putShort((short) 0);
    out.putShort((short) clientId.length()).put(clientId.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public int write(int frames, ByteBuffer out) {
    int count = Math.min(frames, out.remaining() / (head.length + 2 + value.length));
    for (int i = 0; i < count; i++) {
      packetId = packetId == LAST_PACKET_ID ? 1 : packetId + 1;
      out.put(head).putShort((short) packetId).put(value);
    }
    return count;
  }

  @Override
  public int read(ByteBuffer in) {
    int acked = 0;
    while (in.remaining() >= 4) {
      int answer = in.getInt();
      if (answer >> 16 == (PUBACK << 8 | 2)) {
        acked++;
      } else if (answer >> 16 == (CONNACK << 8 | 2) && (answer & 0xFF) == 0) {
        ready = true;
      } else {
        throw new RefusedException(String.format("mqtt: answer %08x", answer));
      }
    }
    return acked;
  }
}
