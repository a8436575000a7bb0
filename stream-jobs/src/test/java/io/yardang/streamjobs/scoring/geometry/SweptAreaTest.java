package io.yardang.streamjobs.scoring.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweptAreaTest {
  private static final List<Point> ZONE =
      List.of(new Point(0, 0), new Point(100, 0), new Point(100, 10), new Point(0, 10));

  /** Lanes to and fro along the zone, turning outside it, a point every 0.1 m. */
  private static List<Point> lanes(double firstM, double stepM, int count) {
    List<Point> track = new ArrayList<>();
    for (int lane = 0; lane < count; lane++) {
      double y = firstM + lane * stepM;
      for (int i = -50; i <= 1_050; i++) {
        track.add(new Point((lane % 2 == 0 ? i : 1_000 - i) / 10.0, y));
      }
    }
    return track;
  }

  @Test
  void shouldCountOverlapOfLanesDrivenInOneTrack() {
    SweptArea apart = new SweptArea(ZONE);
    apart.add(BrushWays.along(lanes(1, 2, 5), 2));
    assertThat(apart.result().coverageRatio()).isCloseTo(1, within(1e-9));
    assertThat(apart.result().overlapRatio()).isCloseTo(0, within(1e-9));
    assertThat(apart.result().passes()).isEqualTo(5);

    // Six lanes 2 m wide but 1.6 m apart: 12 m of sweeping for 10 m of zone.
    SweptArea close = new SweptArea(ZONE);
    close.add(BrushWays.along(lanes(1, 1.6, 6), 2));
    assertThat(close.result().coverageRatio()).isCloseTo(1, within(1e-9));
    assertThat(close.result().overlapRatio()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void shouldCountAStripDrivenForthAndBackAndForthAgainTwiceMore() {
    List<Point> path = new ArrayList<>();
    for (int i = 0; i <= 1_200; i++) {
      int at = i <= 400 ? i : i <= 800 ? 800 - i : i - 800;
      path.add(new Point(30 + at / 10.0, 5));
    }
    SweptArea area = new SweptArea(ZONE);
    area.add(headingEast(path));
    assertThat(area.result().coveredM2()).isCloseTo(80, within(1e-6));
    assertThat(area.result().sweptM2()).isCloseTo(240, within(1.0));
    assertThat(area.result().passes()).isEqualTo(3);
  }

  @Test
  void shouldMissTheStripThatWasNotDriven() {
    SweptArea area = new SweptArea(ZONE);
    area.add(BrushWays.along(lanes(1, 2, 2), 2));
    area.add(BrushWays.along(lanes(7, 2, 2), 2));
    assertThat(area.result().coverageRatio()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void shouldNotCountJointsOfWindingPathAsOverlap() {
    List<Point> winding = new ArrayList<>();
    for (int i = 0; i <= 1_000; i++) {
      winding.add(new Point(i / 10.0, 5 + 2 * StrictMath.sin(i / 50.0)));
    }
    SweptArea area = new SweptArea(ZONE);
    area.add(BrushWays.along(winding, 2));
    assertThat(area.result().overlapRatio()).isZero();
    assertThat(area.result().passes()).isEqualTo(1);
  }

  @Test
  void shouldCountSecondLapAsOverlap() {
    List<Point> circle = new ArrayList<>();
    for (int i = 0; i <= 720; i++) {
      double t = StrictMath.toRadians(i);
      circle.add(new Point(50 + 20 * StrictMath.cos(t), 50 + 20 * StrictMath.sin(t)));
    }
    List<Point> square =
        List.of(new Point(0, 0), new Point(100, 0), new Point(100, 100), new Point(0, 100));
    SweptArea area = new SweptArea(square);
    area.add(BrushWays.along(circle, 2));
    double ringM2 = 2 * 2 * StrictMath.PI * 20;
    assertThat(area.result().coveredM2()).isCloseTo(ringM2, within(0.01 * ringM2));
    assertThat(area.result().overlapRatio()).isCloseTo(ringM2 / 10_000, within(0.001));
  }

  @Test
  void shouldGiveTheSameHoweverOftenTheResultWasAsked() {
    SweptArea asked = new SweptArea(ZONE);
    SweptArea once = new SweptArea(ZONE);
    for (int lane = 0; lane < 5; lane++) {
      asked.add(BrushWays.along(lanes(1 + 1.7 * lane, 0, 1), 2));
      once.add(BrushWays.along(lanes(1 + 1.7 * lane, 0, 1), 2));
      asked.result();
    }
    assertThat(asked.result().coveredM2()).isCloseTo(once.result().coveredM2(), within(1e-9));
    assertThat(asked.result().sweptM2()).isEqualTo(once.result().sweptM2());
  }

  @Test
  void shouldIgnoreVehicleThatStands() {
    SweptArea area = new SweptArea(ZONE);
    area.add(headingEast(List.of(new Point(5, 5), new Point(5.01, 5), new Point(5, 5.02))));
    assertThat(area.result().coveredM2()).isZero();
  }

  /** A brush 2 m wide, heading east all the time. */
  private static List<SweptArea.Brush> headingEast(List<Point> path) {
    return path.stream()
        .map(p -> new SweptArea.Brush(new Point(p.xM(), p.yM() + 1), new Point(p.xM(), p.yM() - 1)))
        .toList();
  }
}
