package io.yardang.testbase.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.ClientMessage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  private static final long TIME_NS = 1_800_000_000_123_456_789L;

  @ParameterizedTest
  @ValueSource(longs = {1, 127, 128, 16_383, 16_384, 2_097_152, 268_435_456})
  void shouldBeAClientMessageOf256BytesWhateverItsSeq(long seq) throws Exception {
    ByteBuffer out = ByteBuffer.allocate(1024);

    Payload.writeDelimited(seq, TIME_NS, out);

    assertThat(out.position()).isEqualTo(Payload.DELIMITED_BYTES);
    ClientMessage message =
        ClientMessage.parseDelimitedFrom(new ByteArrayInputStream(out.array(), 0, out.position()));
    assertThat(message.getSerializedSize()).isEqualTo(256);
    assertThat(message.getFrame().getSeq()).isEqualTo(seq);
    assertThat(message.getFrame().getSampleTimeUnixNs()).isEqualTo(TIME_NS);
    assertThat(message.getFrame().getMotion().getSpeedMps()).isEqualTo(2.47);
  }
}
