package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.VehicleShape;

/** The outlines of vehicles and objects, with what is assumed where nobody tells (policy). */
final class Shapes {
  /** A passenger car: 4.5 m by 1.8 m, 3.6 m of it ahead of the rear axle. */
  static final VehicleShape DEFAULT =
      VehicleShape.newBuilder().setLengthM(4.5).setWidthM(1.8).setRearAxleToFrontM(3.6).build();

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

  /** Outline of an object seen from a vehicle, in the local frame; null when it is nowhere. */
  static Box box(PerceivedObject object, Samples.Pose ego) {
    double cos = StrictMath.cos(ego.yaw());
    double sin = StrictMath.sin(ego.yaw());
    double x = ego.x() + object.getXM() * cos - object.getYM() * sin;
    double y = ego.y() + object.getXM() * sin + object.getYM() * cos;
    double yaw = ego.yaw() + (object.hasYawRad() ? object.getYawRad() : 0);
    double[] size = size(object);
    if (!Double.isFinite(x + y + yaw) || !(size[0] >= 0) || !(size[1] >= 0)) {
      return null;
    }
    return new Box(new Point(x, y), yaw, size[0], size[1]);
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

  static boolean isVulnerable(ObjectClass of) {
    return of == ObjectClass.OBJECT_CLASS_PEDESTRIAN
        || of == ObjectClass.OBJECT_CLASS_BICYCLE
        || of == ObjectClass.OBJECT_CLASS_MOTORCYCLE;
  }

  static boolean isVehicle(ObjectClass of) {
    return of == ObjectClass.OBJECT_CLASS_CAR
        || of == ObjectClass.OBJECT_CLASS_TRUCK
        || of == ObjectClass.OBJECT_CLASS_BUS;
  }
}
