package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void shouldSeeABufferThatIsNotGivenBack() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    assertThat(LeakCheck.leaks()).isEmpty();
    forgetABuffer();
    assertThat(LeakCheck.leaks()).hasSize(1).first().asString().startsWith("LEAK: ");
    assertThat(LeakCheck.leaks()).isEmpty();
  }

  private static void forgetABuffer() {
    assertThat(ByteBufAllocator.DEFAULT.buffer(100).writeInt(1).readableBytes()).isEqualTo(4);
  }
}
