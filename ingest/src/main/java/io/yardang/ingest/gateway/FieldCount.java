package io.yardang.ingest.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a message costs those who parse it: two bytes can make a parser build an object, hence a
 * message of many small fields costs every reader of the journal a thousand times what it cost to
 * send. Short messages cannot have many and are not looked at.
 *
 * <p>Counted are the fields of the message and of all messages in it; numbers that its type does
 * not know, and groups with what is in them, are counted again as unknown.
 */
final class FieldCount {
  /** Messages up to this are not counted. */
  static final int MIN_BYTES = 4096;

  /** Of numbers that a later version may know. */
  static final int MAX_UNKNOWN = 500;

  private static final long ONE_UNKNOWN = 1L << 32;

  private final boolean[] known;
  private final FieldCount[] parts;

  private FieldCount(int maxNumber) {
    known = new boolean[maxNumber + 1];
    parts = new FieldCount[maxNumber + 1];
  }

  static FieldCount of(Descriptor type) {
    return of(type, new HashMap<>());
  }

  private static FieldCount of(Descriptor type, Map<Descriptor, FieldCount> done) {
    FieldCount before = done.get(type);
    if (before != null) {
      return before;
    }
    int max = type.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    FieldCount count = new FieldCount(max);
    done.put(type, count);
    for (FieldDescriptor field : type.getFields()) {
      count.known[field.getNumber()] = true;
      if (field.getType() == FieldDescriptor.Type.MESSAGE) {
        count.parts[field.getNumber()] = of(field.getMessageType(), done);
      }
    }
    return count;
  }

  /** What the message has too many of; empty: it may be parsed. */
  Optional<String> excess(byte[] in, int from, int end, int maxFields) throws MalformedException {
    if (end - from <= MIN_BYTES) {
      return Optional.empty();
    }
    long sum = count(in, from, end, 0, maxFields);
    if (unknownOf(sum) > MAX_UNKNOWN) {
      return Optional.of("more than " + MAX_UNKNOWN + " unknown fields");
    }
    return (int) sum > maxFields
        ? Optional.of("more than " + maxFields + " fields")
        : Optional.empty();
  }

  /** Fields in the low half, unknown ones in the high; ends early when there are too many. */
  private long count(byte[] in, int from, int end, long before, int maxFields)
      throws MalformedException {
    long sum = before;
    int groups = 0;
    int at = from;
    while (at < end && (int) sum <= maxFields && unknownOf(sum) <= MAX_UNKNOWN) {
      int tagAt = at;
      at = WireForm.varintEnd(in, tagAt, end);
      int tag = (int) WireForm.varint(in, tagAt, at);
      int number = tag >>> 3;
      int valueAt = at;
      boolean isKnown = groups == 0 && number < known.length && known[number];
      switch (tag & 7) {
        case 3 -> groups++;
        case 4 -> groups--;
        default -> at = WireForm.UNKNOWN.skip(in, tag, valueAt, end);
      }
      sum += isKnown ? 1 : 1 + ONE_UNKNOWN;
      if (isKnown && (tag & 7) == 2 && parts[number] != null) {
        sum = parts[number].count(in, WireForm.varintEnd(in, valueAt, at), at, sum, maxFields);
      }
    }
    return sum;
  }

  private static long unknownOf(long sum) {
    return sum >>> 32;
  }
}
