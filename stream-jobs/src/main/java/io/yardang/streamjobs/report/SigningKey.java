package io.yardang.streamjobs.report;

import io.yardang.streamjobs.scoring.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * The Ed25519 key (RFC 8032) that signs the test base's reports, kept in a directory as
 *
 * <pre>
 * signing-key.pem   private, PKCS #8, readable by its owner alone
 * public-key.pem    public, X.509 SubjectPublicKeyInfo; give this one to who verifies reports
 * </pre>
 *
 * <p>Made when the directory has neither. Half a pair, or two halves that do not fit, is an error:
 * a key that is silently replaced makes all its signatures worthless.
 */
public final class SigningKey {
  static final String PRIVATE_FILE = "signing-key.pem";
  static final String PUBLIC_FILE = "public-key.pem";
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Reads the key of the directory, or makes one there. */
  public static SigningKey openOrCreate(Path dir) {
    try {
      Files.createDirectories(dir);
      boolean hasPrivate = Files.exists(dir.resolve(PRIVATE_FILE));
      boolean hasPublic = Files.exists(dir.resolve(PUBLIC_FILE));
      if (hasPrivate != hasPublic) {
        throw new ReportException(
            (hasPrivate ? PUBLIC_FILE : PRIVATE_FILE)
                + " is missing in "
                + dir
                + ": put it back from a backup; or, to sign with a new key from now on, remove "
                + (hasPrivate ? PRIVATE_FILE : PUBLIC_FILE)
                + " too");
      }
      return hasPrivate ? open(dir) : create(dir);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ReportException("signing key unusable: dir=" + dir + ", " + e, e);
    }
  }

  /** The Ed25519 signature over the bytes, 64 bytes. */
  public byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new ReportException("signing failed: " + e.getMessage(), e);
    }
  }

  /** The public key as X.509 SubjectPublicKeyInfo in PEM. */
  public String publicKeyPem() {
    return pem("PUBLIC KEY", publicKey.getEncoded());
  }

  /** First 16 hex digits of the SHA-256 of the public key (its SubjectPublicKeyInfo). */
  public String keyId() {
    return keyId(publicKey);
  }

  static String keyId(PublicKey key) {
    return Sha256.hex(key.getEncoded()).substring(0, 16);
  }

  static PublicKey readPublicKey(String pem)
      throws GeneralSecurityException, IllegalArgumentException {
    return KeyFactory.getInstance(ALGORITHM)
        .generatePublic(new X509EncodedKeySpec(unpem("PUBLIC KEY", pem)));
  }

  static boolean verify(PublicKey key, byte[] bytes, byte[] signatureBytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(bytes);
      return signature.verify(signatureBytes);
    } catch (GeneralSecurityException e) {
      // Malformed signature bytes, which is as wrong as a wrong signature.
      return false;
    }
  }

  private static SigningKey open(Path dir) throws IOException, GeneralSecurityException {
    byte[] privateBytes =
        unpem(
            "PRIVATE KEY", Files.readString(dir.resolve(PRIVATE_FILE), StandardCharsets.US_ASCII));
    SigningKey key =
        new SigningKey(
            KeyFactory.getInstance(ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(privateBytes)),
            readPublicKey(Files.readString(dir.resolve(PUBLIC_FILE), StandardCharsets.US_ASCII)));
    byte[] probe = {1, 2, 3};
    if (!verify(key.publicKey, probe, key.sign(probe))) {
      throw new ReportException(
          PUBLIC_FILE
              + " does not belong to "
              + PRIVATE_FILE
              + ": dir="
              + dir
              + "; put the right pair back, or complete a rotation that was interrupted with"
              + " `yardang key rotate`");
    }
    return key;
  }

  private static SigningKey create(Path dir) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    SigningKey key = new SigningKey(pair.getPrivate(), pair.getPublic());
    write(dir, PRIVATE_FILE, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
    write(dir, PUBLIC_FILE, key.publicKeyPem(), "rw-r--r--");
    return key;
  }

  /** Whole or not at all, and never readable by more than the permissions say. */
  private static void write(Path dir, String name, String text, String permissions)
      throws IOException {
    Path temporary = dir.resolve("." + name + ".tmp");
    Files.deleteIfExists(temporary);
    FileAttribute<?>[] attributes =
        dir.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
            }
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel file = FileChannel.open(temporary, options, attributes)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(temporary, dir.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static byte[] unpem(String label, String pem) {
    String begin = "-----BEGIN " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no PEM block \"" + label + "\"");
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }
}
