package io.yardang.streamjobs.report;

import io.yardang.streamjobs.report.Verification.Kind;
import io.yardang.streamjobs.report.Verification.Problem;
import io.yardang.streamjobs.scoring.Sha256;
import io.yardang.v1.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks a bundle that came from anywhere: reads the zip within limits, checks the key against the
 * trusted one, the signature over the manifest, every file against the manifest, and the zip itself
 * against one written anew. Nothing is written to disk. What is wrong comes back as problems; only
 * an unreadable trusted key throws.
 *
 * <p>The same signature, checked by OpenSSL 3 in the unpacked bundle:
 *
 * <pre>
 * sha256sum -c MANIFEST.sha256
 * openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in MANIFEST.sha256 \
 *     -sigfile MANIFEST.sha256.sig
 * </pre>
 */
public final class BundleVerifier {
  private static final int ENTRIES_MAX = 32;
  private static final long BYTES_MAX = 256L << 20;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final List<String> ALWAYS_SIGNED =
      List.of(BundleFiles.REPORT, BundleFiles.TRACES, BundleFiles.HTML, BundleFiles.PUBLIC_KEY);

  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private BundleVerifier() {}

  /** Checks the bundle; the trusted key is the test base's public-key.pem, got by another way. */
  public static Verification verify(Path bundleZip, Optional<Path> trustedPublicKeyPem) {
    return new BundleVerifier().check(bundleZip, trustedPublicKeyPem.map(BundleVerifier::trusted));
  }

  private Verification check(Path bundleZip, Optional<PublicKey> trusted) {
    readZip(bundleZip);
    if (!problems.isEmpty()) {
      return new Verification(List.copyOf(problems), Optional.empty(), Optional.empty(), false);
    }
    Optional<PublicKey> key = bundledKey();
    boolean keyTrusted = key.isPresent() && key.equals(trusted);
    if (key.isPresent() && trusted.isPresent() && !keyTrusted) {
      problem(
          BundleFiles.PUBLIC_KEY,
          Kind.KEY_NOT_TRUSTED,
          "is key "
              + SigningKey.keyId(key.get())
              + ", the trusted key is "
              + SigningKey.keyId(trusted.get()));
    }
    key.ifPresent(this::checkSignature);
    checkFiles();
    if (problems.isEmpty()) {
      checkZipItself(bundleZip);
    }
    Optional<Report> report = problems.isEmpty() ? readReport() : Optional.empty();
    return new Verification(List.copyOf(problems), report, key.map(SigningKey::keyId), keyTrusted);
  }

  /**
   * A zip can hold what one program reads and another does not: bytes before, behind and between,
   * other names in the local headers. So the files that were read are written again as a bundle is,
   * and the bytes must be the same.
   */
  private void checkZipItself(Path bundleZip) {
    String bundle = String.valueOf(bundleZip.getFileName());
    try {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      BundleFiles.zip(files, written);
      if (!Arrays.equals(written.toByteArray(), Files.readAllBytes(bundleZip))) {
        problem(
            bundle,
            Kind.CHANGED,
            "the zip itself was changed: its files are genuine, but it is not as it was written"
                + " (packed again, say); download the bundle once more");
      }
    } catch (IOException e) {
      problem(bundle, Kind.UNREADABLE, "cannot be read: " + e.getMessage());
    }
  }

  private void readZip(Path bundleZip) {
    String bundle = String.valueOf(bundleZip.getFileName());
    if (!Files.isRegularFile(bundleZip)) {
      problem(bundle, Kind.MISSING, "there is no such file: " + bundleZip);
      return;
    }
    try (ZipFile zip = new ZipFile(bundleZip.toFile(), StandardCharsets.UTF_8)) {
      if (zip.size() > ENTRIES_MAX) {
        problem(bundle, Kind.REFUSED, zip.size() + " files, at most " + ENTRIES_MAX);
        return;
      }
      long bytesLeft = BYTES_MAX;
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        bytesLeft -= readEntry(zip, entries.nextElement(), bytesLeft);
      }
    } catch (IOException | IllegalArgumentException e) {
      problem(bundle, Kind.UNREADABLE, "not a zip that can be read: " + e.getMessage());
    }
  }

  /** Reads at most so many bytes, whatever the entry says of its size. */
  private long readEntry(ZipFile zip, ZipEntry entry, long bytesLeft) throws IOException {
    String name = entry.getName();
    if (!FILE_NAME.matcher(name).matches()) {
      problem(printable(name), Kind.REFUSED, "unsafe name: a bundle has no folders or odd names");
      return 0;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, bytesLeft + 1));
      if (bytes.length > bytesLeft) {
        problem(name, Kind.REFUSED, "too large: a bundle holds at most " + BYTES_MAX + " bytes");
        return bytesLeft;
      }
      if (files.put(name, bytes) != null) {
        problem(name, Kind.REFUSED, "is in the zip twice");
      }
      return bytes.length;
    }
  }

  private Optional<PublicKey> bundledKey() {
    byte[] pem = files.get(BundleFiles.PUBLIC_KEY);
    if (pem == null) {
      // Said by checkFiles too, if it was signed; said here for all.
      problem(BundleFiles.PUBLIC_KEY, Kind.MISSING, "is missing");
      return Optional.empty();
    }
    try {
      return Optional.of(SigningKey.readPublicKey(new String(pem, StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      problem(BundleFiles.PUBLIC_KEY, Kind.UNREADABLE, "not an Ed25519 public key in PEM");
      return Optional.empty();
    }
  }

  private void checkSignature(PublicKey key) {
    byte[] manifest = files.get(BundleFiles.MANIFEST);
    byte[] signature = files.get(BundleFiles.SIGNATURE);
    if (signature == null) {
      problem(BundleFiles.SIGNATURE, Kind.MISSING, "is missing");
    } else if (manifest != null && !SigningKey.verify(key, manifest, signature)) {
      problem(
          BundleFiles.SIGNATURE,
          Kind.SIGNATURE_WRONG,
          "does not fit " + BundleFiles.MANIFEST + " and " + BundleFiles.PUBLIC_KEY);
    }
  }

  private void checkFiles() {
    byte[] manifest = files.get(BundleFiles.MANIFEST);
    if (manifest == null) {
      problem(BundleFiles.MANIFEST, Kind.MISSING, "is missing");
      return;
    }
    SortedMap<String, String> hashes;
    try {
      hashes = BundleFiles.readManifest(manifest);
    } catch (IllegalArgumentException e) {
      problem(BundleFiles.MANIFEST, Kind.UNREADABLE, "not a list of sha256sum");
      return;
    }
    for (String name : ALWAYS_SIGNED) {
      if (!hashes.containsKey(name)) {
        problem(BundleFiles.MANIFEST, Kind.MISSING, "does not list " + name);
      }
    }
    hashes.forEach(this::checkFile);
    for (String name : files.keySet()) {
      boolean isSignature = name.equals(BundleFiles.MANIFEST) || name.equals(BundleFiles.SIGNATURE);
      if (!isSignature && !hashes.containsKey(name)) {
        problem(name, Kind.ADDED, "was added, it is not in " + BundleFiles.MANIFEST);
      }
    }
  }

  private void checkFile(String name, String hash) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      if (!name.equals(BundleFiles.PUBLIC_KEY)) {
        problem(printable(name), Kind.MISSING, "is missing");
      }
    } else if (!Sha256.hex(bytes).equals(hash)) {
      problem(name, Kind.CHANGED, "was changed: its SHA-256 is not the one in the manifest");
    }
  }

  private Optional<Report> readReport() {
    try {
      return Optional.of(
          CanonicalJson.read(files.get(BundleFiles.REPORT), Report.newBuilder()).build());
    } catch (ReportException e) {
      problem(BundleFiles.REPORT, Kind.UNREADABLE, e.getMessage());
      return Optional.empty();
    }
  }

  private void problem(String file, Kind kind, String text) {
    problems.add(new Problem(file, kind, text));
  }

  private static String printable(String name) {
    String start = name.length() > 100 ? name.substring(0, 100) + "…" : name;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  private static PublicKey trusted(Path pem) {
    try {
      return SigningKey.readPublicKey(Files.readString(pem, StandardCharsets.US_ASCII));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ReportException(
          "not an Ed25519 public key in PEM: " + pem + "; it is the test base's public-key.pem", e);
    }
  }
}
