package io.yardang.rigs.drive.mcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Splits the uncompressed bytes of a chunk, or of a summary, into records. */
final class ChunkRecords {
  private ChunkRecords() {}

  /** Where the bytes were cut short, the record at the cut is left out; else it is an error. */
  static List<McapRecord> parse(ByteBuffer bytes, boolean cutShort, String where)
      throws McapException {
    var records = new ArrayList<McapRecord>();
    ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long length = rest.remaining() < 9 ? -1 : rest.getLong(rest.position() + 1);
      if (length < 0 || length > rest.remaining() - 9) {
        if (cutShort) {
          break;
        }
        throw new McapException("record within it passes its end: " + where);
      }
      int opcode = Byte.toUnsignedInt(rest.get(rest.position()));
      ByteBuffer body = rest.slice(rest.position() + 9, (int) length);
      RecordParser.parse(opcode, body, where).ifPresent(records::add);
      rest.position(rest.position() + 9 + (int) length);
    }
    return records;
  }
}
