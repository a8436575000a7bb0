package io.yardang.ingest.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Certificates that are no longer believed, as a file for people and scripts: one per line, either
 * the serial number in hex or the SHA-256 fingerprint (64 hex digits), both with or without colons
 * as openssl prints them; what follows a # is a comment.
 *
 * @param entries lower case, without colons and leading zeros of serials
 */
public record DenyList(Set<String> entries) {
  /** Its name in the folder of the certificates. */
  public static final String FILE_NAME = "denied.txt";

  /** Denies nothing. */
  public static final DenyList NONE = new DenyList(Set.of());

  private static final int FINGERPRINT_DIGITS = 64;
  private static final int MAX_SERIAL_DIGITS = 40;

  public DenyList {
    entries = Set.copyOf(entries);
  }

  /**
   * Reads the file; where there is none, nothing is denied.
   *
   * @throws CertificateException naming the line that is neither serial nor fingerprint
   */
  public static DenyList read(Path file) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      Set<String> entries = new LinkedHashSet<>();
      for (int i = 0; i < lines.size(); i++) {
        String entry = lines.get(i).replaceFirst("#.*", "").strip();
        if (!entry.isEmpty()) {
          entries.add(normal(entry, file + ", line " + (i + 1)));
        }
      }
      return new DenyList(entries);
    } catch (IOException e) {
      throw new CertificateException("cannot read the deny list " + file + ": " + e, e);
    }
  }

  /** Adds a line to the file, unless it denies the same already; false: it did. */
  public static boolean add(Path file, String entry, String comment) {
    if (read(file).entries.contains(normal(entry, "the entry"))) {
      return false;
    }
    String line = entry + (comment.isEmpty() ? "" : "  # " + comment) + System.lineSeparator();
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      throw new CertificateException("cannot write the deny list " + file + ": " + e, e);
    }
  }

  public boolean denies(X509Certificate certificate) {
    return !entries.isEmpty()
        && (entries.contains(certificate.getSerialNumber().toString(16))
            || entries.contains(fingerprint(certificate)));
  }

  private static String normal(String entry, String where) {
    String digits = entry.replace(":", "").toLowerCase(Locale.ROOT);
    if (digits.matches("[0-9a-f]{" + FINGERPRINT_DIGITS + "}")) {
      return digits;
    }
    if (digits.matches("[0-9a-f]{1," + MAX_SERIAL_DIGITS + "}")) {
      return new BigInteger(digits, 16).toString(16);
    }
    throw new CertificateException(
        where
            + ": \""
            + entry
            + "\" is neither a serial number (up to "
            + MAX_SERIAL_DIGITS
            + " hex digits) nor a SHA-256 fingerprint (64 hex digits)");
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException("no SHA-256 of " + certificate.getSubjectX500Principal(), e);
    }
  }
}
