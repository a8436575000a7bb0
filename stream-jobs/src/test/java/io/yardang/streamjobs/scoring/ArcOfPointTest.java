package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.linearref.LengthIndexedLine;

class ArcOfPointTest {
  @Test
  void shouldGiveTheBitsOfJts() {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      Coordinate[] line = new Coordinate[2 + random.nextInt(60)];
      for (int i = 0; i < line.length; i++) {
        // Also with points that are twice there, and lines that cross themselves.
        boolean again = i > 0 && random.nextInt(10) == 0;
        line[i] = again ? line[i - 1].copy() : somewhere(random);
      }
      ArcOfPoint arcs = new ArcOfPoint(line);
      var jts = new LengthIndexedLine(new GeometryFactory().createLineString(line));
      for (int i = 0; i < 200; i++) {
        Coordinate point = random.nextInt(5) > 0 ? somewhere(random) : line[line.length / 2];
        assertThat(arcs.nearest(point)).as("seed=" + seed).isEqualTo(jts.project(point));
      }
    }
  }

  private static Coordinate somewhere(Random random) {
    return new Coordinate(200 * random.nextDouble(), 200 * random.nextDouble());
  }
}
