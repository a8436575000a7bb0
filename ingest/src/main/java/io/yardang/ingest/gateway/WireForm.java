package io.yardang.ingest.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import java.util.HashMap;
import java.util.Map;

/**
 * What bytes must be like so that protobuf can parse them as a message of one type, checked where
 * they lie, without building the message.
 *
 * <p>A compact table made once from the type's descriptor tells for each tag what must follow it.
 * What passes, protobuf-java parses. What protobuf-java parses, passes, but for three bounds that
 * are stricter here: messages and groups nest at most {@link #MAX_DEPTH} deep; the tenth byte of a
 * varint is its last (protobuf-java may go on behind one that says it is not); strings are UTF-8
 * also where proto2 would not ask.
 */
final class WireForm {
  /** Of messages and groups within the checked message; protobuf's own limit is 100. */
  static final int MAX_DEPTH = 32;

  /** For bytes of which only the general form is known: fields of all numbers are unknown. */
  static final WireForm UNKNOWN = new WireForm(0);

  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_FIELD_NUMBER = 4095;

  // The wire types, numbered as on the wire …
  private static final byte VARINT = 0;
  private static final byte FIXED64 = 1;
  private static final byte BYTES = 2;
  private static final byte GROUP = 3;
  private static final byte END_GROUP = 4;
  private static final byte FIXED32 = 5;
  // … and what a field of a known type asks for beyond its wire type.
  private static final byte STRING = 8;
  private static final byte MESSAGE = 9;
  private static final byte PACKED_VARINT = 10;
  private static final byte PACKED_FIXED32 = 11;
  private static final byte PACKED_FIXED64 = 12;

  private final byte[] kinds;
  private final WireForm[] parts;

  private WireForm(int maxNumber) {
    kinds = new byte[(maxNumber + 1) << 3];
    for (int tag = 0; tag < kinds.length; tag++) {
      kinds[tag] = (byte) (tag & 7);
    }
    parts = new WireForm[maxNumber + 1];
  }

  /**
   * The form of messages of this type.
   *
   * @throws IllegalArgumentException if it has required fields, or groups, or huge field numbers
   */
  static WireForm of(Descriptor type) {
    return of(type, new HashMap<>());
  }

  private static WireForm of(Descriptor type, Map<Descriptor, WireForm> known) {
    WireForm done = known.get(type);
    if (done != null) {
      return done;
    }
    int max = type.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    if (max > MAX_FIELD_NUMBER) {
      throw new IllegalArgumentException("field number " + max + " in " + type.getFullName());
    }
    WireForm form = new WireForm(max);
    known.put(type, form);
    for (FieldDescriptor field : type.getFields()) {
      form.learn(field, known);
    }
    return form;
  }

  private void learn(FieldDescriptor field, Map<Descriptor, WireForm> known) {
    if (field.isRequired() || field.getType() == FieldDescriptor.Type.GROUP) {
      throw new IllegalArgumentException("required, or a group: " + field.getFullName());
    }
    int delimited = field.getNumber() << 3 | BYTES;
    switch (field.getType()) {
      case STRING -> kinds[delimited] = STRING;
      case MESSAGE -> {
        kinds[delimited] = MESSAGE;
        parts[field.getNumber()] = of(field.getMessageType(), known);
      }
      case FIXED32, SFIXED32, FLOAT -> learnPacked(field, delimited, PACKED_FIXED32);
      case FIXED64, SFIXED64, DOUBLE -> learnPacked(field, delimited, PACKED_FIXED64);
      case BYTES -> {}
      default -> learnPacked(field, delimited, PACKED_VARINT);
    }
  }

  private void learnPacked(FieldDescriptor field, int delimited, byte kind) {
    if (field.isRepeated()) {
      kinds[delimited] = kind;
    }
  }

  /** Checks a whole message. */
  void check(byte[] in, int from, int end) throws MalformedException {
    check(in, from, end, 0);
  }

  private void check(byte[] in, int from, int end, int depth) throws MalformedException {
    int at = from;
    while (at < end) {
      int tagAt = at++;
      int tag = in[tagAt];
      if (tag < 0) {
        at = varintEnd(in, tagAt, end);
        tag = (int) varint(in, tagAt, at);
      }
      at = skip(in, tag, at, end, depth);
    }
  }

  /**
   * Checks what follows a tag.
   *
   * @param at behind the tag
   * @param end of the message that the field is in
   * @return where the next field begins
   */
  int skip(byte[] in, int tag, int at, int end) throws MalformedException {
    return skip(in, tag, at, end, 0);
  }

  private int skip(byte[] in, int tag, int at, int end, int depth) throws MalformedException {
    int kind = tag >= 0 && tag < kinds.length ? kinds[tag] : tag & 7;
    if (tag >>> 3 == 0) {
      throw new MalformedException("field number 0");
    }
    return switch (kind) {
      case VARINT -> varintEnd(in, at, end);
      case FIXED64 -> past(at, Long.BYTES, end);
      case FIXED32 -> past(at, Integer.BYTES, end);
      case GROUP -> skipGroup(in, tag >>> 3, at, end, deeper(depth));
      case END_GROUP ->
          throw new MalformedException("end of a group that did not begin: field " + (tag >>> 3));
      case BYTES, STRING, MESSAGE, PACKED_VARINT, PACKED_FIXED32, PACKED_FIXED64 -> {
        int from = varintEnd(in, at, end);
        int to = past(from, (int) varint(in, at, from), end);
        checkContent(in, kind, tag, from, to, depth);
        yield to;
      }
      default ->
          throw new MalformedException("wire type " + (tag & 7) + " of field " + (tag >>> 3));
    };
  }

  private void checkContent(byte[] in, int kind, int tag, int from, int to, int depth)
      throws MalformedException {
    switch (kind) {
      case MESSAGE -> parts[tag >>> 3].check(in, from, to, deeper(depth));
      case STRING -> checkUtf8(in, tag, from, to);
      case PACKED_FIXED32 -> checkMultiple(tag, to - from, Integer.BYTES);
      case PACKED_FIXED64 -> checkMultiple(tag, to - from, Long.BYTES);
      case PACKED_VARINT -> {
        for (int at = from; at < to; ) {
          at = varintEnd(in, at, to);
        }
      }
      default -> {} // Bytes may be anything.
    }
  }

  private static int skipGroup(byte[] in, int number, int from, int end, int depth)
      throws MalformedException {
    int at = from;
    while (at < end) {
      int tagAt = at;
      at = varintEnd(in, tagAt, end);
      int tag = (int) varint(in, tagAt, at);
      if (tag == (number << 3 | END_GROUP)) {
        return at;
      }
      at = UNKNOWN.skip(in, tag, at, end, depth);
    }
    throw cutOff();
  }

  private static int deeper(int depth) throws MalformedException {
    if (depth >= MAX_DEPTH) {
      throw new MalformedException("nested more than " + MAX_DEPTH + " deep");
    }
    return depth + 1;
  }

  private static void checkUtf8(byte[] in, int tag, int from, int to) throws MalformedException {
    for (int at = from; at < to; at++) {
      if (in[at] < 0) {
        if (!UnsafeByteOperations.unsafeWrap(in, at, to - at).isValidUtf8()) {
          throw new MalformedException("not UTF-8 in field " + (tag >>> 3));
        }
        return;
      }
    }
  }

  private static void checkMultiple(int tag, int length, int unit) throws MalformedException {
    if (length % unit != 0) {
      throw new MalformedException("packed field " + (tag >>> 3) + " has " + length + " bytes");
    }
  }

  /** Where the varint at {@code at} ends. */
  static int varintEnd(byte[] in, int at, int end) throws MalformedException {
    for (int next = at; next < end; next++) {
      if (in[next] >= 0) {
        return next + 1;
      }
      if (next - at == MAX_VARINT_BYTES - 1) {
        throw new MalformedException("varint of more than 10 bytes");
      }
    }
    throw cutOff();
  }

  /** The value of the varint from {@code at} to {@code end}; what is above 64 bits is dropped. */
  static long varint(byte[] in, int at, int end) {
    long value = in[at] & 0x7F;
    for (int next = at + 1, shift = 7; next < end; next++, shift += 7) {
      value |= (in[next] & 0x7FL) << shift;
    }
    return value;
  }

  /** Behind {@code length} bytes from {@code at}. */
  static int past(int at, int length, int end) throws MalformedException {
    if (length < 0) {
      throw new MalformedException("negative length " + length);
    }
    if (length > end - at) {
      throw cutOff();
    }
    return at + length;
  }

  private static MalformedException cutOff() {
    return new MalformedException("cut off");
  }
}
