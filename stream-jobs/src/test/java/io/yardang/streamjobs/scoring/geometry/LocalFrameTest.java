package io.yardang.streamjobs.scoring.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.sf.geographiclib.Geodesic;
import net.sf.geographiclib.GeodesicData;
import org.junit.jupiter.api.Test;

/** Against GeographicLib, whose geodesics are exact to nanometres. */
class LocalFrameTest {
  private static final double TENTH_OF_A_MILLIMETRE = 1e-4;

  @Test
  void shouldPutPlacesWithinTwentyKilometresWhereTheGeodesicLeads() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      double latitude = 170 * random.nextDouble() - 85;
      double longitude = 360 * random.nextDouble() - 180;
      double azimuthDeg = 360 * random.nextDouble();
      double distanceM = 20_000 * random.nextDouble();
      GeodesicData end = Geodesic.WGS84.Direct(latitude, longitude, azimuthDeg, distanceM);
      LocalFrame frame = new LocalFrame(latitude, longitude);

      Point local = frame.toLocal(end.lat2, end.lon2);

      assertThat(local.xM())
          .isCloseTo(
              distanceM * Math.sin(Math.toRadians(azimuthDeg)), within(TENTH_OF_A_MILLIMETRE));
      assertThat(local.yM())
          .isCloseTo(
              distanceM * Math.cos(Math.toRadians(azimuthDeg)), within(TENTH_OF_A_MILLIMETRE));
    }
  }

  @Test
  void shouldFindEveryPlaceBack() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      LocalFrame frame =
          new LocalFrame(170 * random.nextDouble() - 85, 360 * random.nextDouble() - 180);
      double x = 60_000 * random.nextDouble() - 30_000;
      double y = 60_000 * random.nextDouble() - 30_000;
      LocalFrame.Geodetic place = frame.toGeodetic(x, y);
      Point back = frame.toLocal(place.latitudeDeg(), place.longitudeDeg());
      assertThat(back.xM()).isCloseTo(x, within(1e-6));
      assertThat(back.yM()).isCloseTo(y, within(1e-6));
    }
  }

  @Test
  void shouldKeepFarPlacesFar() {
    LocalFrame frame = new LocalFrame(45.6, 84.9);
    for (double[] far : new double[][] {{0, 0}, {-45.6, -95.1}, {89, 10}, {45.6, -95.1}}) {
      Point local = frame.toLocal(far[0], far[1]);
      assertThat(Math.hypot(local.xM(), local.yM())).isGreaterThan(4_000_000);
    }
    assertThat(frame.toLocal(45.6, 84.9)).isEqualTo(new Point(0, 0));
  }

  @Test
  void shouldRefuseWhatIsNoPosition() {
    assertThatThrownBy(() -> new LocalFrame(91, 0)).hasMessageContaining("latitudeDeg=91");
    assertThatThrownBy(() -> new LocalFrame(0, 0).toLocal(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LocalFrame(0, 0).toGeodetic(1e9, 0))
        .hasMessageContaining("x_m=1.0E9");
  }
}
