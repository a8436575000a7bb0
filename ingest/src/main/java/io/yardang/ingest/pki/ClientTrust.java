package io.yardang.ingest.pki;

import io.yardang.ingest.pki.Refusal.Reason;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Decides which client certificates a gateway believes: issued by one of its authorities, valid
 * now, made for clients, not on the deny list; and then whose they are.
 */
public final class ClientTrust {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final List<X509Certificate> authorities;
  private final DenyList denied;

  /** With no authority, nobody is believed. */
  public ClientTrust(List<X509Certificate> authorities, DenyList denied) {
    this.authorities = List.copyOf(authorities);
    this.denied = denied;
  }

  /**
   * Reads both files anew.
   *
   * @throws CertificateException if one of them cannot be used
   */
  public static ClientTrust read(Path caCert, Path denied) {
    return new ClientTrust(readAuthorities(caCert), DenyList.read(denied));
  }

  /**
   * The authorities that the file names.
   *
   * @throws CertificateException if it cannot be used
   */
  public static List<X509Certificate> readAuthorities(Path caCert) {
    return PemFiles.readCertificates(caCert);
  }

  public List<X509Certificate> authorities() {
    return authorities;
  }

  public DenyList denied() {
    return denied;
  }

  /**
   * Why a client that shows this chain, its own certificate first, is refused; empty: it is not.
   */
  public Optional<Refusal> check(List<X509Certificate> chain, Instant now) {
    X509Certificate own = chain.get(0);
    try {
      PKIXParameters rules = new PKIXParameters(anchors());
      rules.setRevocationEnabled(false);
      rules.setDate(Date.from(now));
      // A path ends below its anchor, but clients may send the anchor too.
      List<X509Certificate> path = chain.stream().filter(c -> !authorities.contains(c)).toList();
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), rules);
    } catch (CertPathValidatorException e) {
      return Optional.of(Refusal.of(reasonOf(e), own, e.getMessage()));
    } catch (GeneralSecurityException e) {
      return Optional.of(Refusal.of(Reason.HANDSHAKE, own, e.toString()));
    }
    if (!isForClients(own)) {
      return Optional.of(Refusal.of(Reason.NOT_A_CLIENT, own, "not issued for clients"));
    }
    return checkDenied(own);
  }

  /** Why a certificate that was believed before is refused now. */
  public Optional<Refusal> checkDenied(X509Certificate certificate) {
    return denied.denies(certificate)
        ? Optional.of(Refusal.of(Reason.DENIED, certificate, "on the deny list"))
        : Optional.empty();
  }

  /** Why the holder of the certificate may not log in as that sender in that role. */
  public Optional<Refusal> checkSender(X509Certificate certificate, String sender, String role) {
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      return has(subject, "CN", sender) && has(subject, "OU", role)
          ? checkDenied(certificate)
          : Optional.of(
              Refusal.of(Reason.OTHER_SENDER, certificate, "not that of " + role + " " + sender));
    } catch (InvalidNameException e) {
      return Optional.of(Refusal.of(Reason.OTHER_SENDER, certificate, e.toString()));
    }
  }

  private static boolean has(LdapName subject, String type, String value) {
    List<Rdn> found = subject.getRdns().stream().filter(r -> r.getType().equals(type)).toList();
    return found.size() == 1 && found.get(0).getValue().equals(value);
  }

  private Set<TrustAnchor> anchors() {
    return authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(CLIENT_AUTH);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static Reason reasonOf(CertPathValidatorException e) {
    if (e.getReason() == BasicReason.EXPIRED) {
      return Reason.EXPIRED;
    }
    return e.getReason() == BasicReason.NOT_YET_VALID
        ? Reason.NOT_YET_VALID
        : Reason.WRONG_AUTHORITY;
  }
}
