package io.yardang.rigs.drive.mcap;

/**
 * What a writer puts in a file beside the data. A chunk size of 0 writes no chunks. The defaults of
 * {@link #indexed} are what every reader likes best; the switches are for conformance tests.
 */
public record McapOptions(
    String profile,
    String library,
    int chunkBytes,
    Compression compression,
    boolean messageIndex,
    boolean chunkIndex,
    boolean statistics,
    boolean repeatSchemas,
    boolean repeatChannels,
    boolean attachmentIndex,
    boolean metadataIndex,
    boolean summaryOffsets) {

  /** Chunks of about so many uncompressed bytes, zstd, every index. */
  public static McapOptions indexed(String profile, String library, int chunkBytes) {
    return new McapOptions(
        profile,
        library,
        chunkBytes,
        Compression.ZSTD,
        true,
        true,
        true,
        true,
        true,
        true,
        true,
        true);
  }
}
