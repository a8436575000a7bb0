package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.safety.Mover;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.VehicleShape;

/** The outlines of vehicles and objects, with what is assumed where nobody tells (policy). */
final class Shapes {
  /** A passenger car: 4.5 m by 1.8 m, 3.6 m of it ahead of the rear axle. */
  static final VehicleShape DEFAULT =
      VehicleShape.newBuilder().setLengthM(4.5).setWidthM(1.8).setRearAxleToFrontM(3.6).build();

  /** From this speed on the direction of motion tells how an object is turned (policy). */
  private static final double TURNED_MPS = 1.0;

  private Shapes() {}

  /** The plan's shape; without a length and width the default, with the plan's offset. */
  static VehicleShape orDefault(VehicleShape shape) {
    if (shape.getLengthM() > 0 && shape.getWidthM() > 0) {
      return shape.getRearAxleToFrontM() > 0
          ? shape
          : shape.toBuilder().setRearAxleToFrontM(0.8 * shape.getLengthM()).build();
    }
    return DEFAULT.toBuilder().setPositionOffsetM(shape.getPositionOffsetM()).build();
  }

  /** Outline of a vehicle whose reference point is at x, y. */
  static Box box(VehicleShape shape, double x, double y, double yaw) {
    return Box.fromReference(
        x, y, yaw, shape.getLengthM(), shape.getWidthM(), shape.getRearAxleToFrontM());
  }

  /**
   * An object seen from a vehicle, in the local frame; null when it is nowhere. Without a yaw it is
   * turned as it moves, and as the vehicle while it stands; a static one stands.
   */
  static Mover mover(PerceivedObject object, Samples.Pose ego) {
    double cos = StrictMath.cos(ego.yaw());
    double sin = StrictMath.sin(ego.yaw());
    double x = ego.x() + object.getXM() * cos - object.getYM() * sin;
    double y = ego.y() + object.getXM() * sin + object.getYM() * cos;
    boolean still = object.getObjectClass() == ObjectClass.OBJECT_CLASS_STATIC;
    boolean moves = object.hasVelocityXMps() && object.hasVelocityYMps();
    double forward = moves ? object.getVelocityXMps() : still ? 0 : Double.NaN;
    double left = moves ? object.getVelocityYMps() : still ? 0 : Double.NaN;
    double[] size = size(object);
    double yaw = ego.yaw();
    if (object.hasYawRad()) {
      yaw += object.getYawRad();
    } else if (size[0] != size[1] && forward * forward + left * left > TURNED_MPS * TURNED_MPS) {
      yaw += StrictMath.atan2(left, forward);
    }
    if (!Double.isFinite(x + y + yaw) || !(size[0] >= 0) || !(size[1] >= 0)) {
      return null;
    }
    return new Mover(
        new Box(new Point(x, y), yaw, size[0], size[1]),
        finite(forward * cos - left * sin),
        finite(forward * sin + left * cos));
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  /** Length and width: measured, else typical of the class. */
  private static double[] size(PerceivedObject object) {
    double[] typical = typicalSize(object.getObjectClass());
    return new double[] {
      object.hasLengthM() ? object.getLengthM() : typical[0],
      object.hasWidthM() ? object.getWidthM() : typical[1]
    };
  }

  private static double[] typicalSize(ObjectClass of) {
    return switch (of) {
      case OBJECT_CLASS_CAR -> new double[] {4.5, 1.8};
      case OBJECT_CLASS_TRUCK -> new double[] {8.0, 2.5};
      case OBJECT_CLASS_BUS -> new double[] {12.0, 2.55};
      case OBJECT_CLASS_MOTORCYCLE -> new double[] {2.2, 0.8};
      case OBJECT_CLASS_BICYCLE -> new double[] {1.8, 0.6};
      case OBJECT_CLASS_PEDESTRIAN -> new double[] {0.6, 0.6};
      case OBJECT_CLASS_ANIMAL -> new double[] {0.8, 0.4};
      default -> new double[] {0.5, 0.5};
    };
  }

  static Meeting.Kind kind(PerceivedObject object) {
    return switch (object.getObjectClass()) {
      case OBJECT_CLASS_PEDESTRIAN, OBJECT_CLASS_BICYCLE, OBJECT_CLASS_MOTORCYCLE ->
          Meeting.Kind.VULNERABLE;
      case OBJECT_CLASS_CAR, OBJECT_CLASS_TRUCK, OBJECT_CLASS_BUS -> Meeting.Kind.VEHICLE;
      default -> Meeting.Kind.THING;
    };
  }
}
