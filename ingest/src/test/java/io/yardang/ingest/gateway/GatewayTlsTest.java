package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.yardang.ingest.LogLines;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import io.yardang.ingest.pki.DenyList;
import io.yardang.ingest.pki.Refusal.Reason;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GatewayTlsTest {
  private static final UUID STREAM = new UUID(21, 22);

  @TempDir Path root;
  private final LogLines log = new LogLines("io.yardang.ingest.gateway");
  private CertificateAuthority ca;
  private JournalWriter journal;
  private VehicleGateway gateway;

  @BeforeEach
  void launch() {
    ca = CertificateAuthority.openOrCreate(root.resolve("pki"), InstantSource.system());
    Credentials own = ca.gateway();
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway =
        VehicleGateway.launch(
            GatewayConfig.plaintext()
                .withTls(
                    new GatewayConfig.Tls(
                        own.caCert(), own.cert(), own.key(), denyList(), Duration.ofMillis(20))),
            journal,
            InstantSource.system());
  }

  @AfterEach
  void close() {
    gateway.close();
    journal.close();
    log.close();
  }

  @Test
  void shouldAcceptTheVehicleThatTheCertificateNames() throws Exception {
    try (TestClient client = connect(ca.vehicle("VX-12"), true)) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
    }
  }

  @Test
  void shouldRefuseAStolenCertificateForAnotherNameOrRole() throws Exception {
    try (TestClient client = connect(ca.vehicle("VX-12"), true)) {
      client.send(hello("VX-13", STREAM));
      client.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
    }
    try (TestClient client = connect(ca.vehicle("VX-12"), true)) {
      client.send(hello("VX-12", STREAM).setRole(Role.ROLE_CONTROLLER));
      client.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
    }
    assertThat(gateway.statistics().refusals()).isEqualTo(Map.of(Reason.OTHER_SENDER, 2L));
    assertThat(log.lines())
        .as("named after what it says it is")
        .noneMatch(line -> line.contains("VX-13 at") || line.contains("VX-12 at"))
        .anyMatch(line -> line.matches(refused(Reason.OTHER_SENDER, ca.vehicle("VX-12"))));
  }

  @Test
  void shouldRefuseCertificatesOutsideTheirTime() throws Exception {
    Credentials ended = authorityAt(-500).vehicle("VX-ENDED");
    Credentials early = authorityAt(30).vehicle("VX-EARLY");
    refuse(ended, Reason.EXPIRED);
    refuse(early, Reason.NOT_YET_VALID);
    shouldAcceptTheVehicleThatTheCertificateNames();
  }

  @Test
  void shouldRefuseAGatewaysCertificateFromAClient() throws Exception {
    refuse(ca.gateway(), Reason.NOT_A_CLIENT);
  }

  @Test
  void shouldRefuseAndHangUpWhatIsDeniedWhileItRuns() throws Exception {
    // The authority itself gives a denied vehicle a new certificate.
    Credentials stolen = ca.vehicle("VX-12");
    try (TestClient denied = connect(stolen, true);
        TestClient other = connect(ca.vehicle("VX-13"), true)) {
      denied.login(hello("VX-12", STREAM));
      other.login(hello("VX-13", new UUID(23, 24)));
      DenyList.add(denyList(), serialOf(stolen), "VX-12, lost");
      denied.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
      refuse(stolen, Reason.DENIED);
      other.send(frame(1));
      other.awaitAck(1);
    }
    assertThat(log.lines())
        .as("the live session, then the new one")
        .filteredOn(line -> line.matches(refused(Reason.DENIED, stolen)))
        .hasSize(2);
    Files.writeString(denyList(), "# found again\n");
    awaitLog("0 denied");
    shouldAcceptTheVehicleThatTheCertificateNames();
  }

  @Test
  void shouldKeepTheDenyListWhenANewOneIsBrokenOrGone() throws Exception {
    Credentials stolen = ca.vehicle("VX-12");
    DenyList.add(denyList(), serialOf(stolen), "");
    awaitLog("1 denied");
    Files.writeString(denyList(), "VX-12\n");
    awaitLog("ALARM.*\"VX-12\" is neither a serial number");
    Files.delete(denyList());
    awaitLog("ALARM.*is gone");
    refuse(stolen, Reason.DENIED);
  }

  @Test
  void shouldTakeANewAuthorityAndCertificateWithoutARestart() throws Exception {
    CertificateAuthority next =
        CertificateAuthority.openOrCreate(root.resolve("next"), InstantSource.system());
    Credentials old = ca.vehicle("VX-12");
    try (TestClient live = connect(old, true)) {
      live.login(hello("VX-12", STREAM));
      // Both authorities while vehicles change over.
      Files.writeString(
          old.caCert(),
          Files.readString(old.caCert()) + Files.readString(next.vehicle("VX-13").caCert()));
      awaitLog("certificates read anew");
      log.clear();
      replace(next.gateway().cert(), "gateway.crt.pem");
      replace(next.gateway().key(), "gateway.key.pem");
      awaitLog("certificates read anew");

      // Each trusts the new gateway; one has a certificate of the old authority.
      Credentials mixed = new Credentials(next.gateway().caCert(), old.cert(), old.key());
      for (Credentials credentials : new Credentials[] {next.vehicle("VX-12"), mixed}) {
        try (TestClient client = connect(credentials, true)) {
          client.login(hello("VX-12", new UUID(25, System.identityHashCode(credentials))));
        }
      }
      live.send(frame(1));
      live.awaitAck(1);
      assertThat(gateway.statistics().refusals()).isEmpty();
    }
  }

  @Test
  void shouldKeepTheOldCertificateWhenTheNewOneIsBroken() throws Exception {
    replace(ca.vehicle("VX-1").key(), "gateway.key.pem");
    awaitLog("ALARM.*gateway.key.pem is not that of the certificate");
    shouldAcceptTheVehicleThatTheCertificateNames();
    Files.writeString(root.resolve("pki/gateway.crt.pem"), "nonsense");
    awaitLog("ALARM.*gateway.crt.pem");
    shouldAcceptTheVehicleThatTheCertificateNames();
  }

  @Test
  void shouldTakeANewDenialWhileTheOtherFilesAreBroken() throws Exception {
    Credentials stolen = ca.vehicle("VX-12");
    try (TestClient live = connect(stolen, true)) {
      live.login(hello("VX-12", STREAM));
      Files.writeString(root.resolve("pki/gateway.crt.pem"), "nonsense");
      awaitLog("ALARM.*gateway.crt.pem");
      // Only now: a client reads it too.
      String authority = Files.readString(stolen.caCert());
      Files.writeString(stolen.caCert(), "nonsense");
      awaitLog("ALARM.*ca.crt.pem");
      assertThat(gateway.ailments())
          .hasSize(2)
          .anyMatch(ailment -> ailment.contains("gateway.crt.pem"))
          .anyMatch(ailment -> ailment.contains("ca.crt.pem"));
      DenyList.add(denyList(), serialOf(stolen), "stolen");
      live.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
      Files.writeString(stolen.caCert(), authority);
      refuse(stolen, Reason.DENIED);
    }
  }

  @Test
  void shouldRefuseAClientWithoutACertificateOrOfAnotherAuthority() throws Exception {
    try (TestClient client = connect(ca.vehicle("VX-12"), false)) {
      assertThatThrownBy(() -> client.login(hello("VX-12", STREAM)))
          .isInstanceOf(IOException.class);
    }
    CertificateAuthority stranger =
        CertificateAuthority.openOrCreate(root.resolve("stranger"), InstantSource.system());
    Credentials forged = stranger.vehicle("VX-12");
    Credentials mixed = new Credentials(ca.vehicle("VX-1").caCert(), forged.cert(), forged.key());
    try (TestClient client = connect(mixed, true)) {
      assertThatThrownBy(() -> client.login(hello("VX-12", STREAM)))
          .isInstanceOf(IOException.class);
    }
    // The client may learn of its refusal before it is counted; not after the close.
    gateway.close();
    assertThat(gateway.statistics().refusals())
        .isEqualTo(Map.of(Reason.NO_CERTIFICATE, 1L, Reason.WRONG_AUTHORITY, 1L));
    assertThat(gateway.statistics().logins()).isZero();
  }

  @Test
  void shouldRefusePlaintextQuietly() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.send(hello("VX-12", STREAM));
      assertThat(client.readToEnd()).as("no more than a TLS alert").hasSizeLessThan(10);
    }
    shouldAcceptTheVehicleThatTheCertificateNames();
    gateway.close();
    assertThat(gateway.statistics().refusals()).isEqualTo(Map.of(Reason.NOT_TLS, 1L));
    assertThat(gateway.statistics().rejects())
        .doesNotContainKey(RejectReason.REJECT_REASON_LOGIN_REQUIRED);
  }

  @Test
  void shouldRefuseTlsGarbageInAShortLineAndGoOn() throws Exception {
    byte[] noTls = new byte[20_000];
    byte[] badHello = new byte[300];
    badHello[0] = 0x16;
    badHello[1] = 3;
    badHello[2] = 1;
    badHello[3] = 1;
    for (byte[] garbage : List.of(noTls, badHello)) {
      try (TestClient client = TestClient.plain(gateway.port())) {
        client.sendRaw(garbage);
        assertThat(client.readToEnd()).as("no more than a TLS alert").hasSizeLessThan(10);
      } catch (IOException e) {
        // Closed with garbage unread: a reset.
      }
      log.await("refused: ");
      assertThat(log.lines()).allSatisfy(line -> assertThat(line).matches("[ -~]{1,500}"));
      log.clear();
      shouldAcceptTheVehicleThatTheCertificateNames();
      log.clear();
    }
  }

  private void refuse(Credentials credentials, Reason reason) throws Exception {
    long before = gateway.statistics().refusals().getOrDefault(reason, 0L);
    try (TestClient client = connect(credentials, true)) {
      assertThatThrownBy(() -> client.login(hello("VX-12", STREAM)))
          .isInstanceOf(IOException.class);
    }
    // The client may learn of its refusal before it is logged.
    awaitLog(refused(reason, credentials));
    assertThat(gateway.statistics().refusals()).containsEntry(reason, before + 1);
  }

  /** Pattern of the line that names address, reason, subject and serial. */
  private static String refused(Reason reason, Credentials credentials) {
    try {
      X509Certificate certificate = certificateOf(credentials);
      return "INFO .*127\\.0\\.0\\.1:[0-9]+ .*"
          + reason
          + ": "
          + certificate.getSubjectX500Principal().getName()
          + ", serial "
          + serialOf(credentials)
          + ": .*";
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String serialOf(Credentials credentials)
      throws IOException, GeneralSecurityException {
    return certificateOf(credentials).getSerialNumber().toString(16);
  }

  private static X509Certificate certificateOf(Credentials credentials)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(credentials.cert())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** The same authority, as if today were so many days from now. */
  private CertificateAuthority authorityAt(int days) {
    return CertificateAuthority.openOrCreate(
        root.resolve("pki"), InstantSource.fixed(Instant.now().plus(Duration.ofDays(days))));
  }

  private Path denyList() {
    return root.resolve("pki").resolve(DenyList.FILE_NAME);
  }

  private void replace(Path with, String name) throws IOException {
    Files.copy(with, root.resolve("pki").resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitLog(String pattern) throws InterruptedException {
    log.await(pattern);
  }

  private TestClient connect(Credentials credentials, boolean withCertificate) throws Exception {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .clientAuth(ClientAuth.NONE)
            .protocols("TLSv1.3")
            .trustManager(credentials.caCert().toFile());
    if (withCertificate) {
      builder.keyManager(credentials.cert().toFile(), credentials.key().toFile());
    }
    JdkSslContext context = (JdkSslContext) builder.build();
    SSLSocket socket =
        (SSLSocket)
            context
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.setSoTimeout(20_000);
    return new TestClient(socket);
  }
}
