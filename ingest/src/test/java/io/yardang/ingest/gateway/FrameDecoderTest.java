package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.yardang.v1.Ack;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private final List<ByteBuffer> got = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new FrameDecoder(
              SessionLimits.DEFAULT.with(new SessionLimits.Sizes(2000, 2000, 2000, 2000, 2000))),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              ClientInput kept = ((ClientInput) message).copy();
              got.add(ByteBuffer.wrap(kept.bytes()));
            }
          });

  @Test
  void shouldCutTheSameMessagesHoweverTheyCome() throws IOException {
    List<ByteBuffer> sent = new ArrayList<>();
    byte[] stream = stream(sent, 0, 1, 127, 128, 300, 2000, 0, 5);
    for (int split = 0; split <= stream.length; split++) {
      receive(stream, 0, split);
      receive(stream, split, stream.length);
      assertThat(got).as("split at %d", split).isEqualTo(sent);
      got.clear();
    }
    for (byte b : stream) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }
    assertThat(got).as("byte by byte").isEqualTo(sent);
    got.clear();
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      for (int at = 0, next; at < stream.length; at = next) {
        next = Math.min(stream.length, at + 1 + random.nextInt(700));
        receive(stream, at, next);
      }
      assertThat(got).as("round=%d", round).isEqualTo(sent);
      got.clear();
    }
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void shouldDropABegunMessageWithItsConnection() {
    ByteBuf half = Unpooled.directBuffer().writeByte(100).writeZero(10);
    channel.writeInbound(half);
    channel.finish();
    assertThat(half.refCnt()).isZero();
    assertThat(got).isEmpty();
  }

  @Test
  void shouldOpenAMessageWhereItLies() throws Exception {
    byte[] message = ClientMessage.newBuilder().setFrame(frame(300)).build().toByteArray();
    byte[] bytes = new byte[message.length + 10];
    System.arraycopy(message, 0, bytes, 7, message.length);
    ClientInput input = new ClientInput();
    input.is(bytes, 7, message.length);
    assertThat(input.open()).isEqualTo(ClientInput.FRAME);
    assertThat(input.parse(io.yardang.v1.TelemetryFrame.parser())).isEqualTo(frame(300));
    FrameHead head = new FrameHead();
    head.read(bytes, input.from(), input.end());
    assertThat(head.seq()).isEqualTo(300);
    assertThat(head.sampleTimeNs()).isEqualTo(300_000);
  }

  @Test
  void shouldWriteAcksAsProtobufDoes() throws IOException {
    for (long seq : new long[] {1, 127, 128, 16_383, 16_384, 1L << 31, 1L << 62, Long.MAX_VALUE}) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      ServerMessage.newBuilder()
          .setAck(Ack.newBuilder().setDurableSeq(seq).setAckLevelValue(2))
          .build()
          .writeDelimitedTo(expected);
      ByteBuf got = Replies.putAck(Unpooled.buffer(), seq, 2);
      assertThat(Arrays.copyOf(got.array(), got.readableBytes()))
          .as("seq=%d", seq)
          .isEqualTo(expected.toByteArray());
    }
  }

  private void receive(byte[] stream, int from, int to) {
    channel.writeInbound(Unpooled.directBuffer().writeBytes(stream, from, to - from));
  }

  /** Delimited messages of these lengths with random content. */
  private static byte[] stream(List<ByteBuffer> messages, int... lengths) {
    Random random = new Random(3);
    ByteBuf out = Unpooled.buffer();
    for (int length : lengths) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      messages.add(ByteBuffer.wrap(message));
      if (length > 127) {
        out.writeByte((length & 0x7F) | 0x80).writeByte(length >> 7);
      } else {
        out.writeByte(length);
      }
      out.writeBytes(message);
    }
    return Arrays.copyOf(out.array(), out.readableBytes());
  }
}
