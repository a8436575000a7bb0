package io.yardang.ingest.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The test base's own certificate authority: a directory with {@code ca.crt.pem}, {@code
 * ca.key.pem}, and for each name {@code NAME.crt.pem} and {@code NAME.key.pem}.
 *
 * <p>A certificate's subject says who may log in as what: its common name is the sender's id, its
 * organisational unit "vehicle", "controller", "reader" or "gateway". Keys are EC P-256 and
 * readable by their owner alone. Each certificate that was ever issued is noted in {@link
 * IssueLog}. A certificate that is there is used again while it is valid for 30 more days, names
 * the same role and all hosts, is signed by this authority and not on its deny list; else a new one
 * takes its place.
 */
public final class CertificateAuthority {
  private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
  private static final Duration MEMBER_VALID = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
  // A machine whose clock is a little behind must be able to use a fresh certificate.
  private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);
  private static final String GATEWAY = "gateway";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path dir;
  private final InstantSource clock;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Duration memberValid;
  private final Path denied;

  /**
   * What one side of a TLS connection needs, as PEM files.
   *
   * @param caCert whom it trusts
   * @param cert its own certificate
   * @param key its private key (PKCS #8)
   */
  public record Credentials(Path caCert, Path cert, Path key) {}

  private CertificateAuthority(
      Path dir,
      InstantSource clock,
      X509Certificate certificate,
      PrivateKey key,
      Duration memberValid,
      Path denied) {
    this.memberValid = memberValid;
    this.denied = denied;
    this.dir = dir;
    this.clock = clock;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Opens the authority in {@code dir}, or founds one there.
   *
   * @throws CertificateException if its files cannot be read or written, or one of the two lacks
   */
  public static synchronized CertificateAuthority openOrCreate(Path dir, InstantSource clock) {
    Path certFile = dir.resolve("ca.crt.pem");
    Path keyFile = dir.resolve("ca.key.pem");
    try {
      Files.createDirectories(dir);
      if (Files.exists(certFile) != Files.exists(keyFile)) {
        throw new CertificateException(
            "an authority needs both " + certFile + " and " + keyFile + ", but one is missing");
      }
      if (!Files.exists(certFile)) {
        KeyPair pair = newKeyPair();
        PemFiles.write(keyFile, pair.getPrivate());
        PemFiles.write(certFile, certifyAuthority(pair, clock.instant()));
      }
      return new CertificateAuthority(
          dir,
          clock,
          PemFiles.readCertificate(certFile),
          PemFiles.readKey(keyFile),
          MEMBER_VALID,
          dir.resolve(DenyList.FILE_NAME));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new CertificateException("cannot open the authority in " + dir + ": " + e, e);
    }
  }

  /** This authority, with certificates that are valid for so long. */
  public CertificateAuthority issuingFor(Duration validity) {
    if (validity.isNegative() || validity.isZero() || validity.compareTo(AUTHORITY_VALID) > 0) {
      throw new CertificateException(
          "certificates for "
              + validity.toDays()
              + " days: must be 1 to "
              + AUTHORITY_VALID.toDays());
    }
    return new CertificateAuthority(dir, clock, certificate, key, validity, denied);
  }

  /**
   * This authority, with its deny list in that file instead of {@code denied.txt} in its folder.
   */
  public CertificateAuthority denying(Path denyList) {
    return new CertificateAuthority(dir, clock, certificate, key, memberValid, denyList);
  }

  /**
   * The credentials of the vehicle of that id: 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or
   * digit.
   */
  public Credentials vehicle(String id) {
    return issueOrReuse(id, "vehicle", Set.of());
  }

  /** The credentials of a sender of run events: the console, a rig. */
  public Credentials controller(String id) {
    return issueOrReuse(id, "controller", Set.of());
  }

  /** The credentials of one who may read a gateway's journal: the scoring job. */
  public Credentials reader(String id) {
    return issueOrReuse(id, "reader", Set.of());
  }

  /** The credentials of a gateway reached by these host names or addresses, and by loopback. */
  public Credentials gateway(String... hosts) {
    Set<String> all = new LinkedHashSet<>(List.of(hosts));
    all.add("localhost");
    all.add("127.0.0.1");
    return issueOrReuse(GATEWAY, GATEWAY, all);
  }

  private synchronized Credentials issueOrReuse(String id, String role, Set<String> hosts) {
    // Others would overwrite the gateway's or the authority's own files.
    boolean isReserved = id.equals("ca") || (id.equals(GATEWAY) != role.equals(GATEWAY));
    if (!ID.matcher(id).matches() || isReserved) {
      throw new CertificateException(
          "bad id for a certificate: \""
              + id
              + "\": must be 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit, not ca"
              + " or gateway");
    }
    Path certFile = dir.resolve(id + ".crt.pem");
    Path keyFile = dir.resolve(id + ".key.pem");
    try {
      if (!isUsable(certFile, keyFile, role, hosts)) {
        KeyPair pair = newKeyPair();
        PemFiles.write(keyFile, pair.getPrivate());
        X509Certificate issued = certifyMember(id, role, hosts, pair);
        // Noted first: what nobody knows of, nobody can deny.
        IssueLog.note(dir, id, role, issued);
        PemFiles.write(certFile, issued);
      }
      return new Credentials(dir.resolve("ca.crt.pem"), certFile, keyFile);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new CertificateException("cannot issue a certificate for " + id + ": " + e, e);
    }
  }

  private static X509Certificate certifyAuthority(KeyPair pair, Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, "Yardang test base CA").build();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            newSerial(),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(AUTHORITY_VALID)),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    return sign(builder, pair.getPrivate());
  }

  private X509Certificate certifyMember(String id, String role, Set<String> hosts, KeyPair pair)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = clock.instant();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
            newSerial(),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(memberValid)),
            new X500NameBuilder().addRDN(BCStyle.OU, role).addRDN(BCStyle.CN, id).build(),
            pair.getPublic());
    boolean server = !hosts.isEmpty();
    KeyPurposeId purpose = server ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
    if (server) {
      GeneralName[] names =
          hosts.stream().map(CertificateAuthority::nameOf).toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return sign(builder, key);
  }

  private boolean isUsable(Path certFile, Path keyFile, String role, Set<String> hosts)
      throws IOException {
    if (!Files.exists(certFile) || !Files.exists(keyFile)) {
      return false;
    }
    try {
      X509Certificate cert = PemFiles.readCertificate(certFile);
      cert.verify(certificate.getPublicKey());
      cert.checkValidity(Date.from(clock.instant().plus(RENEW_BEFORE_END)));
      X500Name subject = X500Name.getInstance(cert.getSubjectX500Principal().getEncoded());
      String unit = subject.getRDNs(BCStyle.OU)[0].getFirst().getValue().toString();
      return unit.equals(role)
          && hostsOf(cert).containsAll(hosts)
          && !DenyList.read(denied).denies(cert);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Set<String> hostsOf(X509Certificate cert) throws GeneralSecurityException {
    Set<String> hosts = new LinkedHashSet<>();
    if (cert.getSubjectAlternativeNames() != null) {
      cert.getSubjectAlternativeNames().forEach(name -> hosts.add(name.get(1).toString()));
    }
    return hosts;
  }

  private static GeneralName nameOf(String host) {
    boolean isAddress = host.matches("[0-9.]+") || host.contains(":");
    try {
      // Of an address, getByName asks no name server.
      String text = isAddress ? InetAddress.getByName(host).getHostAddress() : host;
      return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, text);
    } catch (IOException e) {
      throw new CertificateException("not an address: " + host, e);
    }
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger newSerial() {
    return new BigInteger(127, RANDOM).add(BigInteger.ONE);
  }
}
