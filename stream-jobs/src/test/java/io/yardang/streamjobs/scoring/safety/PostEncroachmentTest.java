package io.yardang.streamjobs.scoring.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two straight ways that cross at right angles in the origin; vehicles of 4 m by 2 m. */
class PostEncroachmentTest {
  private static final double LENGTH_M = 4;
  private static final double WIDTH_M = 2;

  @Test
  void shouldBeExactAtConstantSpeedsOfAllKinds() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      double egoMps = 0.3 + 14 * random.nextDouble();
      double otherMps = 0.3 + 14 * random.nextDouble();
      double otherAtOriginS = 40;
      double egoAtOriginS = 40 + 16 * random.nextDouble() - 8;
      double otherInS = otherAtOriginS - WIDTH_M / 2 / otherMps;
      double otherOutS = otherInS + (LENGTH_M + WIDTH_M) / otherMps;
      double egoInS = egoAtOriginS - WIDTH_M / 2 / egoMps;
      double egoOutS = egoInS + (LENGTH_M + WIDTH_M) / egoMps;
      double expected = egoInS < otherInS ? otherInS - egoOutS : egoInS - otherOutS;
      if (expected > 9 || Math.abs(egoAtOriginS - otherAtOriginS) > 7) {
        continue;
      }
      var crossings =
          new PostEncroachment(eastward(egoMps, egoAtOriginS))
              .with(northward(otherMps, otherAtOriginS));
      assertThat(crossings).as("ego %s m/s, other %s m/s", egoMps, otherMps).hasSize(1);
      assertThat(crossings.get(0).petS()).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void shouldKnowWhenTheFirstLeftThoughItStoodInTheConflictArea() {
    // Comes at 5 m/s, stands 6 s with its front 2 m beyond the crossing, goes on.
    TimedWay other = new TimedWay(LENGTH_M, WIDTH_M);
    double stoodS = 20.4;
    for (int i = 0; i <= 400; i++) {
      double t = i / 10.0;
      double atM = t <= stoodS ? 5 * (t - 20) : t <= stoodS + 6 ? 2 : 2 + 5 * (t - stoodS - 6);
      if (t > stoodS && t <= stoodS + 6) {
        other.stays(t);
      } else {
        other.add(t, new Point(0, atM));
      }
    }
    // Its rear has left the area with its front at 5 m: 3 m after it went on.
    double leftS = stoodS + 6 + 3 / 5.0;
    var crossings = new PostEncroachment(eastward(8, leftS + 1 + 1 / 8.0)).with(other);
    assertThat(crossings).hasSize(1);
    assertThat(crossings.get(0).petS()).isCloseTo(1.0, within(1e-6));
  }

  private static TimedWay eastward(double mps, double atOriginS) {
    TimedWay way = new TimedWay(LENGTH_M, WIDTH_M);
    for (int i = 0; i <= 900; i++) {
      way.add(i / 10.0, new Point(mps * (i / 10.0 - atOriginS), 0));
    }
    return way;
  }

  private static TimedWay northward(double mps, double atOriginS) {
    TimedWay way = new TimedWay(LENGTH_M, WIDTH_M);
    for (int i = 0; i <= 900; i++) {
      way.add(i / 10.0, new Point(0, mps * (i / 10.0 - atOriginS)));
    }
    return way;
  }
}
