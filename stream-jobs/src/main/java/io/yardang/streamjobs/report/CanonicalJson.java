package io.yardang.streamjobs.report;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The one byte form of a message: its protobuf JSON (camelCase names, 64-bit integers as strings,
 * fields at their default left out) brought into the canonical form of RFC 8785 (members sorted,
 * numbers as ECMAScript prints them, no white space), UTF-8.
 *
 * <p>Two messages that are equal have the same bytes, on every Java: {@code Double.toString}
 * changed in Java 19, but RFC 8785 prints the shortest digits that read back as the same double.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /** The canonical JSON of the message, UTF-8. */
  public static byte[] of(MessageOrBuilder message) {
    try {
      String json = JsonFormat.printer().omittingInsignificantWhitespace().print(message);
      return new JsonCanonicalizer(json).getEncodedUTF8();
    } catch (IOException e) {
      throw new ReportException(
          "no JSON form of " + message.getDescriptorForType().getFullName() + ": " + e.getMessage(),
          e);
    }
  }

  /** The same, as text to be put into a page. */
  static String textOf(MessageOrBuilder message) {
    return new String(of(message), StandardCharsets.UTF_8);
  }

  /** Reads what {@link #of} wrote into the builder; fields it does not know are passed over. */
  public static <B extends Message.Builder> B read(byte[] json, B into) {
    try {
      JsonFormat.parser()
          .ignoringUnknownFields()
          .merge(new String(json, StandardCharsets.UTF_8), into);
      return into;
    } catch (InvalidProtocolBufferException e) {
      throw new ReportException(
          "not a " + into.getDescriptorForType().getFullName() + ": " + e.getMessage(), e);
    }
  }
}
