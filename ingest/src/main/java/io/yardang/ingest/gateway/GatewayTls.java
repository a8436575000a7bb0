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
import io.yardang.ingest.pki.DenyList;
import io.yardang.ingest.pki.Refusal;
import io.yardang.ingest.pki.ServerIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's side of mutual TLS 1.3: its certificate, whom it believes, and whom no longer.
 *
 * <p>{@link #reloadIfChanged} is to be called again and again. Authorities, deny list and the
 * gateway's own certificate are {@link WatchedFiles} each: what cannot be used leaves the old one
 * of its kind, with an alarm, and keeps nothing else from being renewed. New connections get what
 * was read last; sessions go on with what they were opened with.
 */
final class GatewayTls {
  private static final Logger log = LoggerFactory.getLogger(GatewayTls.class);

  private final InstantSource clock;
  private final WatchedFiles<List<X509Certificate>> authorities;
  private final WatchedFiles<DenyList> denied;
  private final WatchedFiles<ServerIdentity> own;
  private volatile ClientTrust trust;
  private volatile SslContext context;

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one of them cannot be used
   */
  static GatewayTls open(GatewayConfig.Tls files, InstantSource clock) {
    try {
      return new GatewayTls(files, clock);
    } catch (SSLException | RuntimeException e) {
      throw new IllegalArgumentException(
          "gateway.tls: cannot use " + files + ": " + e.getMessage(), e);
    }
  }

  private GatewayTls(GatewayConfig.Tls files, InstantSource clock) throws SSLException {
    this.clock = clock;
    authorities =
        new WatchedFiles<>(
            "authorities",
            List.of(files.caCert()),
            before -> ClientTrust.readAuthorities(files.caCert()));
    denied =
        new WatchedFiles<>(
            "deny list", List.of(files.denied()), before -> denyList(files.denied(), before));
    own =
        new WatchedFiles<>(
            "own certificate",
            List.of(files.cert(), files.key()),
            before -> ServerIdentity.read(files.cert(), files.key()));
    apply();
  }

  private static DenyList denyList(Path file, Optional<DenyList> before) {
    if (!Files.exists(file) && before.isPresent() && !before.get().entries().isEmpty()) {
      throw new CertificateException(file + " is gone; to deny nobody, leave an empty file");
    }
    return DenyList.read(file);
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  /** When the gateway's own certificate ends. */
  Instant notAfter() {
    return own.value().certificate().getNotAfter().toInstant();
  }

  /**
   * Why the peer of the channel may not log in as this sender. Asked again after the handshake: the
   * deny list may have changed since, and a resumed TLS session verifies no certificate.
   */
  Optional<Refusal> checkSender(Channel channel, String sender, String role) {
    return peer(channel)
        .map(certificate -> trust.checkSender(certificate, sender, role))
        .orElseGet(
            () -> Optional.of(Refusal.of(Refusal.Reason.NO_CERTIFICATE, "none was verified")));
  }

  /** Why the peer of the channel, let in before, must leave now. */
  Optional<Refusal> checkDenied(Channel channel) {
    return peer(channel).flatMap(certificate -> trust.checkDenied(certificate));
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

  /** What of the files cannot be used now, in words for people. */
  List<String> troubles() {
    return Stream.of(authorities, denied, own).flatMap(files -> files.trouble().stream()).toList();
  }

  /** True when something was read anew. */
  boolean reloadIfChanged() {
    // Each of them, whatever the others say.
    boolean changed = authorities.reloadIfChanged();
    changed |= denied.reloadIfChanged();
    changed |= own.reloadIfChanged();
    if (!changed) {
      return false;
    }
    try {
      apply();
    } catch (SSLException e) {
      log.error("ALARM: no TLS with the new certificates, the old ones stay: {}", e.toString());
    }
    log.info(
        "certificates read anew: own {} until {}, {} denied",
        own.value().certificate().getSubjectX500Principal().getName(),
        notAfter(),
        trust.denied().entries().size());
    return true;
  }

  private void apply() throws SSLException {
    trust = new ClientTrust(authorities.value(), denied.value());
    context =
        SslContextBuilder.forServer(own.value().key(), own.value().chain())
            .trustManager(new ClientTrustManager(trust, clock))
            .clientAuth(ClientAuth.REQUIRE)
            .protocols("TLSv1.3")
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .build();
  }
}
