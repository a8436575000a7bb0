package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
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
                .withTls(new GatewayConfig.Tls(own.caCert(), own.cert(), own.key())),
            journal,
            InstantSource.system());
  }

  @AfterEach
  void close() {
    gateway.close();
    journal.close();
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
  void shouldRefuseAnotherNameOrRoleThanTheCertificates() throws Exception {
    try (TestClient client = connect(ca.vehicle("VX-12"), true)) {
      client.send(hello("VX-13", STREAM));
      client.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
    }
    try (TestClient client = connect(ca.vehicle("VX-12"), true)) {
      client.send(hello("VX-12", STREAM).setRole(Role.ROLE_CONTROLLER));
      client.awaitHangup(RejectReason.REJECT_REASON_NOT_AUTHORISED);
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
    assertThat(gateway.statistics().refusedHandshakes()).isEqualTo(2);
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
    assertThat(gateway.statistics().refusedHandshakes()).isEqualTo(1);
    assertThat(gateway.statistics().rejects())
        .doesNotContainKey(RejectReason.REJECT_REASON_LOGIN_REQUIRED);
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
