package io.yardang.streamjobs.scoring.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void shouldMeasureDistanceBothWaysAlike() {
    long seed = 42;
    Random random = new Random(seed);
    int apart = 0;
    for (int i = 0; i < 2_000; i++) {
      Box a = box(random);
      Box b = box(random);
      double distanceM = a.distanceM(b);
      assertThat(b.distanceM(a)).as("seed=%d i=%d", seed, i).isCloseTo(distanceM, within(1e-9));
      assertThat(distanceM == 0).isEqualTo(a.overlaps(b)).isEqualTo(b.overlaps(a));
      if (distanceM > 1e-6) {
        apart++;
        // Moved by less than the distance they cannot meet; no two corners are closer.
        Box nearer = b.moved(distanceM * 0.999, 0);
        assertThat(a.overlaps(nearer)).isFalse();
      }
    }
    assertThat(apart).isBetween(500, 1_900);
  }

  private static Box box(Random random) {
    return new Box(
        new Point(random.nextDouble(20), random.nextDouble(20)),
        random.nextDouble(-4, 4),
        random.nextDouble(0.5, 8),
        random.nextDouble(0.5, 3));
  }

  @Test
  void shouldMeasureKnownGaps() {
    Box ego = Box.fromReference(0, 0, 0, 5, 2, 4);
    assertThat(ego.centre()).isEqualTo(new Point(1.5, 0));
    assertThat(ego.distanceM(new Box(new Point(10, 0), 0, 4, 2))).isCloseTo(4, within(1e-12));
    Box turned = new Box(new Point(4 + 1 + StrictMath.sqrt(2), 0), StrictMath.PI / 4, 2, 2);
    assertThat(ego.distanceM(turned)).isCloseTo(1, within(1e-12));
    Box crossing = new Box(new Point(1.5, 0), StrictMath.PI / 2, 10, 0.5);
    assertThat(ego.distanceM(crossing)).isZero();
  }

  @Test
  void shouldProjectThereAndBackWithinAMillimetre() {
    Random random = new Random(7);
    LocalFrame frame = new LocalFrame(46.9, 16.84);
    for (int i = 0; i < 1_000; i++) {
      double x = random.nextDouble(-14_000, 14_000);
      double y = random.nextDouble(-14_000, 14_000);
      LocalFrame.Geodetic position = frame.toGeodetic(x, y);
      Point back = frame.toLocal(position.latitudeDeg(), position.longitudeDeg());
      assertThat(back.distanceM(new Point(x, y))).isLessThan(1e-6);
    }
    // One arc second of latitude on WGS84 at 46.9 degrees is 30.88 m.
    Point north = frame.toLocal(46.9 + 1 / 3600.0, 16.84);
    assertThat(north.xM()).isCloseTo(0, within(1e-6));
    assertThat(north.yM()).isCloseTo(30.88, within(0.005));
    assertThat(frame.toLocal(46.9, 16.85).xM()).isPositive();
  }
}
