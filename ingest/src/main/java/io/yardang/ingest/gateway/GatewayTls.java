package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.yardang.ingest.pki.CertificateException;
import io.yardang.ingest.pki.ClientTrust;
import io.yardang.ingest.pki.Refusal;
import io.yardang.ingest.pki.ServerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's side of mutual TLS 1.3: its certificate, whom it believes, and whom no longer.
 *
 * <p>{@link #reloadIfChanged} is to be called again and again. It reads the files anew when one of
 * them changed and has then stood still for one round, since a certificate and its key are not
 * replaced in one step. Files that cannot be used leave everything as it was, with an alarm in the
 * log. New connections get what was read last; sessions go on with what they were opened with.
 */
final class GatewayTls {
  private static final Logger log = LoggerFactory.getLogger(GatewayTls.class);

  private final GatewayConfig.Tls files;
  private final InstantSource clock;
  private volatile Loaded loaded;
  private List<String> stampsSeen;
  private List<String> stampsTried;

  private record Loaded(SslContext context, ClientTrust trust, X509Certificate own) {}

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one of them cannot be used
   */
  static GatewayTls open(GatewayConfig.Tls files, InstantSource clock) {
    return new GatewayTls(files, clock);
  }

  private GatewayTls(GatewayConfig.Tls files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    stampsSeen = stamps();

    stampsTried = stampsSeen;
    try {
      loaded = load();
    } catch (SSLException | RuntimeException e) {
      throw new IllegalArgumentException(
          "gateway.tls: cannot use " + files + ": " + e.getMessage(), e);
    }
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    return loaded.context.newHandler(allocator);
  }

  /** When the gateway's own certificate ends. */
  Instant notAfter() {
    return loaded.own.getNotAfter().toInstant();
  }

  /**
   * Why the peer of the channel may not log in as this sender. Asked again after the handshake: the
   * deny list may have changed since, and a resumed TLS session verifies no certificate.
   */
  Optional<Refusal> checkSender(Channel channel, String sender, String role) {
    return peer(channel)
        .map(certificate -> loaded.trust.checkSender(certificate, sender, role))
        .orElseGet(
            () -> Optional.of(Refusal.of(Refusal.Reason.NO_CERTIFICATE, "none was verified")));
  }

  /** Why the peer of the channel, let in before, must leave now. */
  Optional<Refusal> checkDenied(Channel channel) {
    return peer(channel).flatMap(certificate -> loaded.trust.checkDenied(certificate));
  }

  private static Optional<X509Certificate> peer(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    try {
      return tls == null
          ? Optional.empty()
          : Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** True when the files were read anew. */
  boolean reloadIfChanged() {
    List<String> now = stamps();
    boolean stable = now.equals(stampsSeen);
    stampsSeen = now;
    if (!stable || now.equals(stampsTried)) {
      return false;
    }
    stampsTried = now;
    try {
      if (!Files.exists(files.denied()) && !loaded.trust.denied().entries().isEmpty()) {
        throw new CertificateException(
            files.denied() + " is gone; to deny nobody, leave an empty file");
      }
      loaded = load();
      log.info(
          "certificates read anew: own {} until {}, {} denied",
          loaded.own.getSubjectX500Principal().getName(),
          notAfter(),
          loaded.trust.denied().entries().size());
      return true;
    } catch (SSLException | RuntimeException e) {
      log.error(
          "ALARM: certificates changed but cannot be used, the old ones stay: {}", e.getMessage());
      return false;
    }
  }

  private Loaded load() throws SSLException {
    ClientTrust trust = ClientTrust.read(files.caCert(), files.denied());
    ServerIdentity own = ServerIdentity.read(files.cert(), files.key());
    SslContext context =
        SslContextBuilder.forServer(own.key(), own.chain())
            .trustManager(new ClientTrustManager(trust, clock))
            .clientAuth(ClientAuth.REQUIRE)
            .protocols("TLSv1.3")
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .build();
    return new Loaded(context, trust, own.certificate());
  }

  private List<String> stamps() {
    List<String> stamps = new ArrayList<>();
    for (Path file : List.of(files.caCert(), files.cert(), files.key(), files.denied())) {
      stamps.add(stamp(file));
    }
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      if (!Files.exists(file)) {
        return "absent";
      }
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + file, e);
    }
  }
}
