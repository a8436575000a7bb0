package io.yardang.streamjobs.scoring;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineSegment;

/**
 * How far along a line its point nearest to another lies: what JTS's LengthIndexedLine.project
 * gives, to the last bit, but without looking closely at segments that are too far away to have it.
 */
final class ArcOfPoint {
  // More than roundings add up to.
  private static final double ROOM_M = 1e-6;

  private final LineSegment[] segments;
  private final double[] startM;
  private final double[] lengthM;
  private final double[] middleX;
  private final double[] middleY;

  /** Of the line through these points, at least two. */
  ArcOfPoint(Coordinate[] line) {
    int n = line.length - 1;
    segments = new LineSegment[n];
    startM = new double[n];
    lengthM = new double[n];
    middleX = new double[n];
    middleY = new double[n];
    double arcM = 0;
    for (int i = 0; i < n; i++) {
      segments[i] = new LineSegment(line[i], line[i + 1]);
      startM[i] = arcM;
      lengthM[i] = segments[i].getLength();
      middleX[i] = 0.5 * (line[i].x + line[i + 1].x);
      middleY[i] = 0.5 * (line[i].y + line[i + 1].y);
      arcM += lengthM[i];
    }
  }

  /** Of several that are as near, the first along the line. */
  double nearest(Coordinate point) {
    double nearestM = Double.MAX_VALUE;
    double arcM = 0;
    for (int i = 0; i < segments.length; i++) {
      double reachM = nearestM + 0.5 * lengthM[i] + ROOM_M;
      double dx = point.x - middleX[i];
      double dy = point.y - middleY[i];
      if (dx * dx + dy * dy > reachM * reachM) {
        continue;
      }
      double distanceM = segments[i].distance(point);
      if (distanceM < nearestM) {
        nearestM = distanceM;
        double share = segments[i].projectionFactor(point);
        // In these steps, since sums of other parts may end in other bits.
        if (share <= 0) {
          arcM = startM[i];
        } else {
          arcM = startM[i] + (share <= 1 ? share * lengthM[i] : lengthM[i]);
        }
      }
    }
    return arcM;
  }
}
