package io.yardang.streamjobs.scoring.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final List<Point> SQUARE =
      List.of(
          new Point(0, 0),
          new Point(100, 0),
          new Point(100, 100),
          new Point(0, 100),
          new Point(0, 0));

  @Test
  void shouldStayOnItsBranchWhereRouteCrossesItself() {
    // A figure of eight; its branches cross in the middle.
    List<Point> eight = new ArrayList<>();
    for (int i = 0; i <= 400; i++) {
      double t = 2 * StrictMath.PI * i / 400;
      eight.add(new Point(100 * StrictMath.sin(t), 50 * StrictMath.sin(2 * t)));
    }
    Route route = new Route(eight);
    double drivenM = 0;
    for (int i = 0; i <= 400; i++) {
      if (i > 0) {
        drivenM += eight.get(i).distanceM(eight.get(i - 1));
      }
      Route.Match match = route.advance(eight.get(i));
      assertThat(match.arcM()).as("point %d", i).isCloseTo(drivenM, within(1e-6));
    }
    assertThat(route.progressRatio()).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldKeepProgressOfLoopAtItsStartNearZero() {
    Route loop = new Route(SQUARE);
    loop.advance(new Point(0.5, -0.5));
    assertThat(loop.progressM()).isCloseTo(0.5, within(1e-9));
    assertThat(loop.advance(new Point(30, 1.5)).crossTrackM()).isCloseTo(1.5, within(1e-9));
    assertThat(loop.advance(new Point(25, -1)).crossTrackM()).isCloseTo(-1, within(1e-9));
    assertThat(loop.progressM()).isCloseTo(30, within(1e-9));
  }

  @Test
  void shouldGoOnFromRoundToRoundOfALoop() {
    Route loop = new Route(SQUARE);
    double drivenM = -5;
    // From behind the start, three rounds of 400 m and a little more.
    for (; drivenM < 1_210; drivenM += 0.5) {
      Route.Match match = loop.advance(onSquare(drivenM));
      assertThat(match.matched()).as("after %f m", drivenM).isTrue();
      assertThat(match.crossTrackM()).as("after %f m", drivenM).isCloseTo(0, within(1e-9));
      assertThat(loop.progressM()).isCloseTo(Math.min(400, Math.max(0, drivenM)), within(1e-9));
    }
    assertThat(loop.advance(new Point(12, 3)).crossTrackM()).isCloseTo(3, within(1e-9));
    assertThat(loop.progressRatio()).isEqualTo(1);
  }

  private static Point onSquare(double drivenM) {
    double metres = drivenM - 400 * Math.floor(drivenM / 400);
    double along = metres % 100;
    return switch ((int) (metres / 100)) {
      case 0 -> new Point(along, 0);
      case 1 -> new Point(100, along);
      case 2 -> new Point(100 - along, 100);
      default -> new Point(0, 100 - along);
    };
  }

  @Test
  void shouldFindVehicleAgainAfterDetour() {
    Route route = new Route(List.of(new Point(0, 0), new Point(500, 0)));
    for (int x = 0; x <= 100; x += 5) {
      route.advance(new Point(x, 0));
    }
    for (int x = 100; x <= 300; x += 5) {
      assertThat(route.advance(new Point(x, 60)).matched()).isFalse();
    }
    assertThat(route.progressM()).isCloseTo(100, within(1e-9));
    assertThat(route.advance(new Point(305, 0)).matched()).isTrue();
    assertThat(route.progressM()).isCloseTo(305, within(1e-9));
  }
}
