package io.yardang.ingest.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * One certificate in an authority's folder.
 *
 * @param name of its file, without .crt.pem
 * @param role "vehicle", "controller" or "gateway"; "authority" for the authority's own
 * @param serial in hex, as in the deny list
 */
public record IssuedCertificate(
    String name,
    String subject,
    String role,
    String serial,
    Instant notBefore,
    Instant notAfter,
    boolean denied) {
  private static final String SUFFIX = ".crt.pem";

  /** The certificates in {@code dir}, ordered by name; none where there is no such folder. */
  public static List<IssuedCertificate> in(Path dir, DenyList denied) {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(file -> of(file, denied))
          .toList();
    } catch (IOException e) {
      throw new CertificateException("cannot list " + dir + ": " + e, e);
    }
  }

  private static IssuedCertificate of(Path file, DenyList denied) {
    X509Certificate certificate = PemFiles.readCertificates(file).get(0);
    String name = file.getFileName().toString();
    String subject = certificate.getSubjectX500Principal().getName();
    return new IssuedCertificate(
        name.substring(0, name.length() - SUFFIX.length()),
        subject,
        certificate.getBasicConstraints() >= 0 ? "authority" : unitOf(subject),
        certificate.getSerialNumber().toString(16),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        denied.denies(certificate));
  }

  private static String unitOf(String subject) {
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equals("OU"))
              .map(rdn -> rdn.getValue().toString())
              .findFirst()
              .orElse("");
    } catch (InvalidNameException e) {
      return "";
    }
  }
}
