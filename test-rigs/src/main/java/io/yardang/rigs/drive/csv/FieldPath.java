package io.yardang.rigs.drive.csv;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * A single field of a message, named as in the contract: {@code motion.speed_mps}. Throws {@link
 * IllegalArgumentException} with the reason when there is no such field or a value does not fit.
 */
record FieldPath(String text, List<FieldDescriptor> fields) {

  static FieldPath parse(Descriptor message, String text) {
    var fields = new ArrayList<FieldDescriptor>();
    Descriptor in = message;
    for (String name : text.split("\\.", -1)) {
      FieldDescriptor field = in == null ? null : in.findFieldByName(name);
      if (field == null) {
        String parent = in == null ? "a plain value" : in.getFullName();
        throw new IllegalArgumentException("no field " + name + " in " + parent + ": " + text);
      }
      if (field.isRepeated()) {
        throw new IllegalArgumentException("a list cannot be set from a column: " + text);
      }
      fields.add(field);
      in = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
    }
    if (in != null) {
      throw new IllegalArgumentException("names a message, not a field of it: " + text);
    }
    return new FieldPath(text, List.copyOf(fields));
  }

  FieldDescriptor root() {
    return fields.get(0);
  }

  boolean isNested() {
    return fields.size() > 1;
  }

  FieldDescriptor leaf() {
    return fields.get(fields.size() - 1);
  }

  boolean isNumber() {
    JavaType type = leaf().getJavaType();
    return type == JavaType.DOUBLE || type == JavaType.INT || type == JavaType.LONG;
  }

  void setNumber(Message.Builder message, double value) {
    set(
        message,
        switch (leaf().getJavaType()) {
          case DOUBLE -> (Object) value;
          case INT -> (Object) Math.toIntExact(Math.round(value));
          case LONG -> (Object) Math.round(value);
          default -> throw new IllegalArgumentException("does not take a number: " + text);
        });
  }

  /** A constant from the text of a mapping file; checks it. */
  Object constant(String value) {
    try {
      return switch (leaf().getJavaType()) {
        case DOUBLE -> Double.valueOf(value);
        case INT -> Integer.valueOf(value);
        case LONG -> Long.valueOf(value);
        case BOOLEAN -> bool(value);
        case STRING -> value;
        case ENUM -> enumValue(value);
        default -> throw new IllegalArgumentException("cannot be constant: " + text);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number for " + text + ": " + value, e);
    }
  }

  void set(Message.Builder message, Object value) {
    Message.Builder in = message;
    for (FieldDescriptor field : fields.subList(0, fields.size() - 1)) {
      in = in.getFieldBuilder(field);
    }
    in.setField(leaf(), value);
  }

  private EnumValueDescriptor enumValue(String name) {
    EnumValueDescriptor value = leaf().getEnumType().findValueByName(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no value " + name + " in " + leaf().getEnumType().getFullName() + ": " + text);
    }
    return value;
  }

  private static Boolean bool(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("expected true or false: " + value);
    }
    return Boolean.valueOf(value);
  }
}
