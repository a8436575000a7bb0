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
   *
   * @param rules what refuses its numbers, and counts them
   */
  static Mover mover(PerceivedObject object, Samples.Pose ego, SampleRules rules) {
    double farthest = SampleRules.OBJECT_PLACE_MAX_M;
    double ahead = rules.value(true, object.getXM(), -farthest, farthest, SampleRules.OBJECT_PLACE);
    double aside = rules.value(true, object.getYM(), -farthest, farthest, SampleRules.OBJECT_PLACE);
    if (Double.isNaN(ahead + aside)) {
      return null;
    }
    double cos = StrictMath.cos(ego.yaw());
    double sin = StrictMath.sin(ego.yaw());
    double x = ego.x() + ahead * cos - aside * sin;
    double y = ego.y() + ahead * sin + aside * cos;
    boolean still = object.getObjectClass() == ObjectClass.OBJECT_CLASS_STATIC;
    boolean moves = object.hasVelocityXMps() && object.hasVelocityYMps();
    double forward = moves ? velocity(object.getVelocityXMps(), rules) : still ? 0 : Double.NaN;
    double left = moves ? velocity(object.getVelocityYMps(), rules) : still ? 0 : Double.NaN;
    if (Double.isNaN(forward + left)) {
      forward = Double.NaN;
      left = Double.NaN;
    }
    double[] size = size(object, rules);
    double turn = SampleRules.OBJECT_YAW_MAX_RAD;
    double turned =
        rules.value(object.hasYawRad(), object.getYawRad(), -turn, turn, SampleRules.OBJECT_YAW);
    double yaw = ego.yaw();
    if (!Double.isNaN(turned)) {
      yaw += turned;
    } else if (size[0] != size[1] && forward * forward + left * left > TURNED_MPS * TURNED_MPS) {
      yaw += StrictMath.atan2(left, forward);
    }
    return new Mover(
        new Box(new Point(x, y), yaw, size[0], size[1]),
        forward * cos - left * sin,
        forward * sin + left * cos);
  }

  private static double velocity(double mps, SampleRules rules) {
    double fastest = SampleRules.SPEED_MAX_MPS;
    return rules.value(true, mps, -fastest, fastest, SampleRules.OBJECT_VELOCITY);
  }

  /** Whether both length and width are measured. */
  static boolean isSizeKnown(PerceivedObject object) {
    return object.hasLengthM()
        && object.hasWidthM()
        && isLength(object.getLengthM())
        && isWidth(object.getWidthM(), object.getObjectClass());
  }

  /** Length and width: measured, else typical of the class. */
  private static double[] size(PerceivedObject object, SampleRules rules) {
    ObjectClass of = object.getObjectClass();
    double[] size = typicalSize(of);
    if (object.hasLengthM() && isLength(object.getLengthM())) {
      size[0] = object.getLengthM();
    } else if (object.hasLengthM()) {
      rules.drop(SampleRules.OBJECT_SIZE);
    }
    if (object.hasWidthM() && isWidth(object.getWidthM(), of)) {
      size[1] = object.getWidthM();
    } else if (object.hasWidthM()) {
      rules.drop(SampleRules.OBJECT_SIZE);
    }
    return size;
  }

  private static boolean isLength(double metres) {
    return metres >= 0 && metres <= SampleRules.OBJECT_SIZE_MAX_M;
  }

  private static boolean isWidth(double metres, ObjectClass of) {
    double widest =
        switch (of) {
          case OBJECT_CLASS_CAR,
              OBJECT_CLASS_TRUCK,
              OBJECT_CLASS_BUS,
              OBJECT_CLASS_MOTORCYCLE,
              OBJECT_CLASS_BICYCLE,
              OBJECT_CLASS_PEDESTRIAN,
              OBJECT_CLASS_ANIMAL ->
              SampleRules.ROAD_USER_WIDTH_MAX_M;
          default -> SampleRules.OBJECT_SIZE_MAX_M;
        };
    return metres >= 0 && metres <= widest;
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
