package io.yardang.streamjobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Replaces the key that signs reports by a new one. What was signed before stays as it is and is
 * checked with the old public key; who trusts that one can find out that the new one is its
 * successor. Below the directory of the key:
 *
 * <pre>
 * retired/KEY-ID/public-key.pem      the old public key
 * retired/KEY-ID/successor.pem       the public key that took its place
 * retired/KEY-ID/successor.pem.sig   Ed25519 signature of successor.pem by the old key
 * </pre>
 *
 * <p>The old private key is no longer there after.
 *
 * @param oldKeyId of the key that was replaced
 * @param newKeyId of the key that signs from now on
 * @param retired directory of what is kept of the old key
 */
public record KeyRotation(String oldKeyId, String newKeyId, Path retired) {
  static final String SUCCESSOR = "successor.pem";

  /**
   * Replaces the key of the directory. Nobody may be signing meanwhile.
   *
   * @throws ReportException if there is no key, or a file cannot be written: the old key stays in
   *     use, or doing it again completes it
   */
  public static KeyRotation rotate(Path dir) {
    Path next = dir.resolve("next");
    try {
      completeInterrupted(next, dir);
      if (!Files.exists(dir.resolve(SigningKey.PRIVATE_FILE))) {
        throw new ReportException(
            "no key to replace: there is no " + SigningKey.PRIVATE_FILE + " in " + dir);
      }
      SigningKey old = SigningKey.openOrCreate(dir);
      // One that is there already has signed nothing yet.
      SigningKey successor = SigningKey.openOrCreate(next);
      Path retired = retire(old, successor, dir);
      move(next, dir, SigningKey.PRIVATE_FILE);
      move(next, dir, SigningKey.PUBLIC_FILE);
      DurableFiles.forceDirectory(dir);
      Files.delete(next);
      return new KeyRotation(old.keyId(), successor.keyId(), retired);
    } catch (IOException e) {
      throw new ReportException("key not replaced: dir=" + dir + ", " + e, e);
    }
  }

  /** The private half was moved, the public one was not: a loss of power in between. */
  private static void completeInterrupted(Path next, Path dir) throws IOException {
    if (Files.exists(next.resolve(SigningKey.PUBLIC_FILE))
        && !Files.exists(next.resolve(SigningKey.PRIVATE_FILE))) {
      move(next, dir, SigningKey.PUBLIC_FILE);
    }
  }

  private static Path retire(SigningKey old, SigningKey successor, Path dir) throws IOException {
    Path retired = dir.resolve("retired").resolve(old.keyId());
    Files.createDirectories(retired);
    byte[] named = ascii(successor.publicKeyPem());
    write(retired.resolve(SigningKey.PUBLIC_FILE), ascii(old.publicKeyPem()));
    write(retired.resolve(SUCCESSOR), named);
    write(retired.resolve(SUCCESSOR + ".sig"), old.sign(named));
    DurableFiles.forceDirectory(retired);
    return retired;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    DurableFiles.write(file, bytes);
  }

  private static void move(Path from, Path to, String file) throws IOException {
    Files.move(
        from.resolve(file),
        to.resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] ascii(String pem) {
    return pem.getBytes(StandardCharsets.US_ASCII);
  }
}
