package io.yardang.streamjobs.report;

import io.yardang.streamjobs.scoring.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files of one revision, their manifest, and the zip they travel in. */
final class BundleFiles {
  static final String REPORT = "report.json";
  static final String TRACES = "traces.json";
  static final String ARRIVAL = "arrival.json";
  static final String HTML = "report.html";
  static final String CHANGES_JSON = "changes.json";
  static final String CHANGES_TEXT = "changes.txt";
  static final String PUBLIC_KEY = "public-key.pem";
  static final String MANIFEST = "MANIFEST.sha256";
  static final String SIGNATURE = "MANIFEST.sha256.sig";

  private static final Pattern MANIFEST_LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
  // The first day of 1980 would do, had it not a meaning of its own in java.util.zip: such an entry
  // gets a time of the local zone beside.
  private static final LocalDateTime ZIP_TIME = LocalDateTime.of(1980, 1, 2, 0, 0);

  private BundleFiles() {}

  /** "hash, two spaces, name", a line each, sorted by name: what {@code sha256sum -c} reads. */
  static byte[] manifest(SortedMap<String, byte[]> files) {
    StringBuilder lines = new StringBuilder();
    files.forEach(
        (name, bytes) -> lines.append(Sha256.hex(bytes)).append("  ").append(name).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Hash by name. Throws IllegalArgumentException for a line of another form. */
  static SortedMap<String, String> readManifest(byte[] manifest) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String line : new String(manifest, StandardCharsets.UTF_8).split("\n", 0)) {
      Matcher matcher = MANIFEST_LINE.matcher(line);
      if (!matcher.matches() || hashes.put(matcher.group(2), matcher.group(1)) != null) {
        throw new IllegalArgumentException("line \"" + line + "\"");
      }
    }
    return hashes;
  }

  /**
   * Sorted, dated 1980-01-02 and stored without compression, whose bytes would depend on the zlib
   * of the machine: equal files give equal zips everywhere.
   */
  static void zip(SortedMap<String, byte[]> files, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      CRC32 crc = new CRC32();
      crc.update(file.getValue());
      ZipEntry entry = new ZipEntry(file.getKey());
      entry.setTimeLocal(ZIP_TIME);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(file.getValue().length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(file.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }
}
