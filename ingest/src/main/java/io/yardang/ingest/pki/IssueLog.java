package io.yardang.ingest.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Every certificate that an authority issued, as the file {@code issued.txt} in its folder: serial,
 * role, name and end, one certificate per line. The folder itself has the newest of each name only,
 * and who stole an older one would be out of reach of the deny list.
 */
public final class IssueLog {
  private static final String FILE_NAME = "issued.txt";
  private static final int FIELDS = 4;

  private IssueLog() {}

  /**
   * One certificate.
   *
   * @param serial in hex, as in the deny list
   */
  public record Issued(String serial, String role, String name, Instant notAfter) {}

  /** All that were issued in {@code dir}, oldest first; none where there is no such file. */
  public static List<Issued> in(Path dir) {
    Path file = dir.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<Issued> all = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split(" ", FIELDS);
        all.add(new Issued(fields[0], fields[1], fields[2], Instant.parse(fields[3])));
      }
      return all;
    } catch (IOException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw new CertificateException("cannot read what was issued from " + file + ": " + e, e);
    }
  }

  static void note(Path dir, String name, String role, X509Certificate certificate)
      throws IOException {
    String line =
        String.join(
            " ",
            certificate.getSerialNumber().toString(16),
            role,
            name,
            certificate.getNotAfter().toInstant() + System.lineSeparator());
    Files.writeString(
        dir.resolve(FILE_NAME), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
