package io.yardang.rigs.drive.mcap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Turns the body of a record into a value. Bytes after the last known field are ignored, and so are
 * records of unknown opcodes, as the specification asks.
 */
final class RecordParser {
  private RecordParser() {}

  static Optional<McapRecord> parse(int opcode, ByteBuffer body, String where)
      throws McapException {
    var f = new Fields(body, where);
    return Optional.ofNullable(
        switch (opcode) {
          case 0x01 -> new McapRecord.Header(f.string(), f.string());
          case 0x02 -> new McapRecord.Footer(f.u64(), f.u64(), f.u32());
          case 0x03 ->
              new McapRecord.Schema(
                  f.u16(), f.string(), f.string(), f.bytes(Integer.toUnsignedLong(f.u32())));
          case 0x04 ->
              new McapRecord.Channel(f.u16(), f.u16(), f.string(), f.string(), f.stringMap());
          case 0x05 -> new McapRecord.Message(f.u16(), f.u32(), f.u64(), f.u64(), f.rest());
          case 0x06 ->
              new McapRecord.Chunk(
                  f.u64(), f.u64(), f.u64(), f.u32(), f.string(), f.bytes(f.u64()));
          case 0x07 -> new McapRecord.MessageIndex(f.u16(), entries(f.group()));
          case 0x08 ->
              new McapRecord.ChunkIndex(
                  f.u64(),
                  f.u64(),
                  f.u64(),
                  f.u64(),
                  f.idMap(),
                  f.u64(),
                  f.string(),
                  f.u64(),
                  f.u64());
          case 0x09 -> attachment(f, body, where);
          case 0x0A ->
              new McapRecord.AttachmentIndex(
                  f.u64(), f.u64(), f.u64(), f.u64(), f.u64(), f.string(), f.string());
          case 0x0B ->
              new McapRecord.Statistics(
                  f.u64(), f.u16(), f.u32(), f.u32(), f.u32(), f.u32(), f.u64(), f.u64(),
                  f.idMap());
          case 0x0C -> new McapRecord.Metadata(f.string(), f.stringMap());
          case 0x0D -> new McapRecord.MetadataIndex(f.u64(), f.u64(), f.string());
          case 0x0E -> new McapRecord.SummaryOffset(f.u8(), f.u64(), f.u64());
          case 0x0F -> new McapRecord.DataEnd(f.u32());
          default -> null;
        });
  }

  private static List<McapRecord.MessageIndex.Entry> entries(Fields group) throws McapException {
    var entries = new ArrayList<McapRecord.MessageIndex.Entry>();
    while (group.hasMore()) {
      entries.add(new McapRecord.MessageIndex.Entry(group.u64(), group.u64()));
    }
    return entries;
  }

  private static McapRecord attachment(Fields f, ByteBuffer body, String where)
      throws McapException {
    var attachment =
        new McapRecord.Attachment(f.u64(), f.u64(), f.string(), f.string(), f.bytes(f.u64()));
    int covered = f.position();
    var crc = new CRC32();
    crc.update(body.slice().slice(0, covered));
    checkCrc(f.u32(), crc, "attachment " + attachment.name() + ", " + where);
    return attachment;
  }

  /** A stored CRC of 0 means that the writer did not compute one. */
  static void checkCrc(int stored, CRC32 computed, String where) throws McapException {
    if (stored != 0 && stored != (int) computed.getValue()) {
      throw new McapException(
          String.format("CRC is %08x, expected %08x: %s", computed.getValue(), stored, where));
    }
  }
}
