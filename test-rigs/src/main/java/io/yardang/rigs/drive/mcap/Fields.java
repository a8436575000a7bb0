package io.yardang.rigs.drive.mcap;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the fields of one record body, little-endian. Every length is checked against the bytes
 * that are there before anything is allocated, so a false length costs nothing.
 */
final class Fields {
  private final ByteBuffer body;
  private final String where;

  Fields(ByteBuffer body, String where) {
    this.body = body.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.where = where;
  }

  int u8() throws McapException {
    need(1);
    return Byte.toUnsignedInt(body.get());
  }

  int u16() throws McapException {
    need(2);
    return Short.toUnsignedInt(body.getShort());
  }

  int u32() throws McapException {
    need(4);
    return body.getInt();
  }

  long u64() throws McapException {
    need(8);
    return body.getLong();
  }

  String string() throws McapException {
    return StandardCharsets.UTF_8.decode(part(Integer.toUnsignedLong(u32()))).toString();
  }

  ByteString bytes(long length) throws McapException {
    return ByteString.copyFrom(part(length));
  }

  ByteString rest() throws McapException {
    return bytes(body.remaining());
  }

  int position() {
    return body.position();
  }

  /** A part that holds a map or an array, to be read to its end. */
  Fields group() throws McapException {
    return new Fields(part(Integer.toUnsignedLong(u32())), where);
  }

  boolean hasMore() {
    return body.hasRemaining();
  }

  Map<String, String> stringMap() throws McapException {
    var map = new LinkedHashMap<String, String>();
    for (Fields group = group(); group.hasMore(); ) {
      map.put(group.string(), group.string());
    }
    return Collections.unmodifiableMap(map);
  }

  Map<Integer, Long> idMap() throws McapException {
    var map = new LinkedHashMap<Integer, Long>();
    for (Fields group = group(); group.hasMore(); ) {
      map.put(group.u16(), group.u64());
    }
    return Collections.unmodifiableMap(map);
  }

  private ByteBuffer part(long length) throws McapException {
    need(length);
    ByteBuffer part = body.slice(body.position(), (int) length);
    body.position(body.position() + (int) length);
    return part;
  }

  private void need(long length) throws McapException {
    if (length < 0 || length > body.remaining()) {
      throw new McapException(
          "field of "
              + Long.toUnsignedString(length)
              + " bytes in a record that has "
              + body.remaining()
              + " left: "
              + where);
    }
  }
}
