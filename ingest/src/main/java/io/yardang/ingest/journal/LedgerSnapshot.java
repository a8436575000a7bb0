package io.yardang.ingest.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a journal as of one entry, in a small file beside it, so that a start need not read
 * gigabytes. Written when that entry and all before it are on disk. It may be absent, old or
 * damaged: the rest, or all, then comes from the journal.
 *
 * @param index of that entry
 * @param receiveTimeNs of that entry
 */
record LedgerSnapshot(long index, long receiveTimeNs, Map<UUID, StreamLedger.StreamEnd> streams) {
  private static final Logger log = LoggerFactory.getLogger(LedgerSnapshot.class);
  private static final String FILE = "streams.snapshot";
  private static final int VERSION = 1;

  /** The file of the journal in {@code dir}; empty when it is absent or damaged. */
  static Optional<LedgerSnapshot> read(Path dir) {
    Path file = dir.resolve(FILE);
    try {
      byte[] bytes = Files.readAllBytes(file);
      int length = bytes.length - Integer.BYTES;
      if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != crcOf(bytes, length)) {
        log.warn("{} is damaged; the whole journal is read instead", file);
        return Optional.empty();
      }
      return read(new DataInputStream(new ByteArrayInputStream(bytes, 0, length)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JournalException("cannot read " + file + ": " + e, e);
    }
  }

  private static Optional<LedgerSnapshot> read(DataInputStream in) throws IOException {
    if (in.readInt() != VERSION) {
      return Optional.empty();
    }
    long index = in.readLong();
    long receiveTimeNs = in.readLong();
    Map<UUID, StreamLedger.StreamEnd> streams = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      streams.put(
          new UUID(in.readLong(), in.readLong()),
          new StreamLedger.StreamEnd(
              in.readUTF(), in.readLong(), in.readInt(), in.readLong(), in.readLong()));
    }
    return Optional.of(new LedgerSnapshot(index, receiveTimeNs, streams));
  }

  /** Replaces the file of the journal in {@code dir}, and forces it to disk. */
  void write(Path dir, Disk disk) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(VERSION);
    out.writeLong(index);
    out.writeLong(receiveTimeNs);
    out.writeInt(streams.size());
    for (Map.Entry<UUID, StreamLedger.StreamEnd> stream : streams.entrySet()) {
      StreamLedger.StreamEnd end = stream.getValue();
      out.writeLong(stream.getKey().getMostSignificantBits());
      out.writeLong(stream.getKey().getLeastSignificantBits());
      out.writeUTF(end.sender());
      out.writeLong(end.durableSeq());
      out.writeInt(end.gaps());
      out.writeLong(end.missing());
      out.writeLong(end.receiveTimeNs());
    }
    out.writeInt(crcOf(bytes.toByteArray(), bytes.size()));
    disk.replace(dir.resolve(FILE), bytes.toByteArray());
  }

  private static int crcOf(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
