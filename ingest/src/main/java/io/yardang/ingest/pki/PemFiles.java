package io.yardang.ingest.pki;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Reads and writes certificates and unencrypted PKCS #8 keys; keys are their owner's alone. */
final class PemFiles {
  private PemFiles() {}

  static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
    if (read(file) instanceof X509CertificateHolder holder) {
      return new JcaX509CertificateConverter().getCertificate(holder);
    }
    throw new CertificateException("not a PEM certificate: " + file);
  }

  /** All certificates of the file, in its order: at least one. */
  static List<X509Certificate> readCertificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) certificate);
      }
      if (found.isEmpty()) {
        throw new CertificateException("no PEM certificate in " + file);
      }
      return found;
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException("cannot read certificates from " + file + ": " + e, e);
    }
  }

  static PrivateKey readKey(Path file) throws IOException {
    if (read(file) instanceof PrivateKeyInfo info) {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    }
    throw new CertificateException("not an unencrypted PKCS #8 PEM key: " + file);
  }

  static void write(Path file, X509Certificate certificate) throws IOException {
    write(file, certificate, "rw-r--r--");
  }

  static void write(Path file, PrivateKey key) throws IOException {
    write(file, new JcaPKCS8Generator(key, null), "rw-------");
  }

  private static Object read(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      return parser.readObject();
    }
  }

  /** Writes the whole file under another name first, so that no reader sees half of it. */
  private static void write(Path file, Object object, String permissions) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(object);
    }
    Path part =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            file.getFileName().toString(),
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, text.toString());
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(permissions));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
