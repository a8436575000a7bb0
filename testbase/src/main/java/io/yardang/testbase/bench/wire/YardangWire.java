package io.yardang.testbase.bench.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.v1.AckLevel;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import java.nio.ByteBuffer;
import java.util.UUID;

/** A vehicle of our own: Hello, frames, cumulative acknowledgements of the level that it asked. */
public final class YardangWire implements WireSession {
  private final String vehicle;
  private final AckLevel level;
  private final UUID stream = UUID.randomUUID();
  private long writtenSeq;
  private long ackedSeq;
  private int window;

  public YardangWire(String vehicle, AckLevel level) {
    this.vehicle = vehicle;
    this.level = level;
  }

  @Override
  public void greet(ByteBuffer out) {
    ByteBuffer id = ByteBuffer.allocate(16);
    id.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits()).flip();
    byte[] hello =
        ClientMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(1)
                    .setRole(Role.ROLE_VEHICLE)
                    .setSenderId(vehicle)
                    .setStreamId(ByteString.copyFrom(id))
                    .setSoftwareVersion("yardang bench")
                    .setAckLevel(level))
            .build()
            .toByteArray();
    Varints.write(hello.length, out);
    out.put(hello);
  }

  @Override
  public boolean isReady() {
    return window > 0;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public int write(int frames, ByteBuffer out) {
    int count = Math.min(frames, out.remaining() / Payload.DELIMITED_BYTES);
    long nowUnixNs = System.currentTimeMillis() * 1_000_000;
    for (int i = 0; i < count; i++) {
      Payload.writeDelimited(++writtenSeq, nowUnixNs, out);
    }
    return count;
  }

  @Override
  public int read(ByteBuffer in) {
    int acked = 0;
    while (true) {
      int start = in.position();
      long length = Varints.read(in);
      if (length == Varints.INCOMPLETE || in.remaining() < length) {
        in.position(start);
        return acked;
      }
      ByteBuffer message = in.slice(in.position(), (int) length);
      in.position(in.position() + (int) length);
      try {
        acked += take(ServerMessage.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new RefusedException("the gateway's answer is not protobuf: " + e.getMessage());
      }
    }
  }

  private int take(ServerMessage message) {
    switch (message.getMessageCase()) {
      case WELCOME -> {
        requireLevel(message.getWelcome().getAckLevel());
        window = message.getWelcome().getMaxUnackedBytes() / Payload.DELIMITED_BYTES;
        return 0;
      }
      case ACK -> {
        requireLevel(message.getAck().getAckLevel());
        int more = (int) Math.max(0, message.getAck().getDurableSeq() - ackedSeq);
        ackedSeq += more;
        return more;
      }
      default -> throw new RefusedException(vehicle + " got " + message);
    }
  }

  private void requireLevel(AckLevel promised) {
    if (promised.getNumber() < level.getNumber()) {
      throw new RefusedException("asked for " + level + ", got " + promised);
    }
  }
}
