package io.yardang.ingest.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  @TempDir Path dir;

  @Test
  void shouldNameSenderAndRoleInTheCertificate() throws Exception {
    CertificateAuthority ca = open(NOW);
    Credentials vehicle = ca.vehicle("VX-12");

    assertThat(subjectOf(vehicle)).isEqualTo("CN=VX-12,OU=vehicle");
    assertThat(subjectOf(ca.controller("console"))).isEqualTo("CN=console,OU=controller");
    certificate(vehicle.cert()).verify(certificate(vehicle.caCert()).getPublicKey());
    assertThat(vehicle.cert()).isEqualTo(dir.resolve("VX-12.crt.pem"));
    assertThat(vehicle.key()).isEqualTo(dir.resolve("VX-12.key.pem"));
  }

  @Test
  void shouldNameHostsOfTheGateway() throws Exception {
    X509Certificate cert = certificate(open(NOW).gateway("gw.base.example").cert());
    assertThat(cert.getSubjectAlternativeNames().toString())
        .contains("gw.base.example", "localhost", "127.0.0.1");
  }

  @Test
  void shouldKeepKeysToTheirOwner() throws Exception {
    Credentials vehicle = open(NOW).vehicle("VX-12");
    for (Path key : new Path[] {vehicle.key(), dir.resolve("ca.key.pem")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .as("%s", key)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void shouldReuseWhatItIssuedAndRenewWhatIsAboutToEnd() throws Exception {
    String first = Files.readString(open(NOW).vehicle("VX-12").cert());
    assertThat(Files.readString(open(NOW).vehicle("VX-12").cert())).isEqualTo(first);
    Instant nearEnd = NOW.plus(Duration.ofDays(380));
    assertThat(Files.readString(open(nearEnd).vehicle("VX-12").cert())).isNotEqualTo(first);
  }

  @Test
  void shouldIssueAnewForOtherHostsOrAnotherRole() throws Exception {
    CertificateAuthority ca = open(NOW);
    String local = Files.readString(ca.gateway().cert());
    assertThat(Files.readString(ca.gateway().cert())).isEqualTo(local);
    assertThat(Files.readString(ca.gateway("10.0.0.7").cert())).isNotEqualTo(local);
    ca.vehicle("rig");
    assertThat(subjectOf(ca.controller("rig"))).isEqualTo("CN=rig,OU=controller");
  }

  @Test
  void shouldRefuseIdsThatAreNotIds() {
    CertificateAuthority ca = open(NOW);
    for (String id : new String[] {"", "ca", "../x", "a b"}) {
      assertThatThrownBy(() -> ca.vehicle(id))
          .isInstanceOf(CertificateException.class)
          .hasMessageContaining("\"" + id + "\"");
    }
  }

  @Test
  void shouldNotLetASenderTakeTheNameOfTheGatewaysFiles() throws Exception {
    CertificateAuthority ca = open(NOW);
    String own = Files.readString(ca.gateway().cert());
    assertThatThrownBy(() -> ca.vehicle("gateway")).hasMessageContaining("not ca or gateway");
    assertThatThrownBy(() -> ca.controller("gateway")).hasMessageContaining("not ca or gateway");
    assertThat(Files.readString(ca.gateway().cert())).isEqualTo(own);
  }

  @Test
  void shouldNoteEachCertificateThatItIssued() throws Exception {
    CertificateAuthority ca = open(NOW).issuingFor(Duration.ofDays(20));
    X509Certificate first = certificate(ca.vehicle("VX-12").cert());
    X509Certificate second = certificate(ca.vehicle("VX-12").cert());
    assertThat(IssueLog.in(dir))
        .containsExactly(
            new IssueLog.Issued(serialOf(first), "vehicle", "VX-12", NOW.plus(Duration.ofDays(20))),
            new IssueLog.Issued(
                serialOf(second), "vehicle", "VX-12", NOW.plus(Duration.ofDays(20))));
  }

  @Test
  void shouldNotUseAgainWhatAnotherDenyListDenies() throws Exception {
    Path elsewhere = dir.resolve("elsewhere.txt");
    CertificateAuthority ca = open(NOW).denying(elsewhere);
    X509Certificate stolen = certificate(ca.vehicle("VX-12").cert());
    DenyList.add(elsewhere, serialOf(stolen), "");
    assertThat(serialOf(certificate(ca.vehicle("VX-12").cert()))).isNotEqualTo(serialOf(stolen));
  }

  private static String serialOf(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  @Test
  void shouldSayWhichFileOfTheAuthorityIsMissing() throws Exception {
    open(NOW);
    Files.delete(dir.resolve("ca.key.pem"));
    assertThatThrownBy(() -> open(NOW)).hasMessageContaining("ca.key.pem");
  }

  private CertificateAuthority open(Instant now) {
    return CertificateAuthority.openOrCreate(dir, InstantSource.fixed(now));
  }

  private static String subjectOf(Credentials credentials) throws Exception {
    return certificate(credentials.cert()).getSubjectX500Principal().getName();
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
