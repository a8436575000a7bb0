package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.TelemetryFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameSetTest {
  private static final UUID FIRST = new UUID(1, 1);

  /** Sorts behind the first as text, before it as signed halves. */
  private static final UUID SECOND = new UUID(-1, 1);

  @Test
  void shouldHashEachPartBehindItsLength() throws Exception {
    RunFrame one = frame(FIRST, 1);
    RunFrame two = frame(FIRST, 2);
    RunFrame other = frame(SECOND, 1);
    ByteBuffer bytes = ByteBuffer.allocate(1_000);
    put(bytes, "V1".getBytes(StandardCharsets.UTF_8)).putInt(2);
    put(bytes, FIRST.toString().getBytes(StandardCharsets.UTF_8)).putInt(2);
    put(put(bytes, one.bytes()), two.bytes());
    put(bytes, SECOND.toString().getBytes(StandardCharsets.UTF_8)).putInt(1);
    put(bytes, other.bytes());
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(bytes.flip());
    assertThat(FrameSet.sha256(Map.of("V1", List.of(other, two, one))))
        .isEqualTo(HexFormat.of().formatHex(sha256.digest()));
  }

  @Test
  void shouldTellFramesOfAnotherStreamApart() {
    assertThat(FrameSet.sha256(Map.of("V1", List.of(frame(FIRST, 1)))))
        .isNotEqualTo(FrameSet.sha256(Map.of("V1", List.of(frame(SECOND, 1)))));
  }

  private static ByteBuffer put(ByteBuffer to, byte[] part) {
    return to.putInt(part.length).put(part);
  }

  private static RunFrame frame(UUID stream, long seq) {
    return new RunFrame("V1", stream, TelemetryFrame.newBuilder().setSeq(seq).build());
  }
}
