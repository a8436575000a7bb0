package io.yardang.ingest.gateway;

import io.yardang.ingest.pki.ClientTrust;
import io.yardang.ingest.pki.Refusal;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/** Asks {@link ClientTrust} in the middle of a handshake, and lets the refusal through. */
final class ClientTrustManager implements X509TrustManager {
  private final ClientTrust trust;
  private final InstantSource clock;

  ClientTrustManager(ClientTrust trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /** Ends the handshake; {@link #in} finds it among the causes of the failure. */
  private static final class Refused extends CertificateException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Refused(Refusal refusal) {
      // The TLS alert that the client gets is chosen by the cause.
      super(
          refusal.text(),
          switch (refusal.reason()) {
            case EXPIRED -> new CertificateExpiredException(refusal.detail());
            case NOT_YET_VALID -> new CertificateNotYetValidException(refusal.detail());
            default -> null;
          });
      this.refusal = refusal;
    }
  }

  /** The refusal that made a handshake fail, if it was one. */
  static Optional<Refusal> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused refused) {
        return Optional.of(refused.refusal);
      }
    }
    return Optional.empty();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    Optional<Refusal> refusal = trust.check(List.of(chain), clock.instant());
    if (refusal.isPresent()) {
      throw new Refused(refusal.get());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a gateway connects to nobody");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.authorities().toArray(X509Certificate[]::new);
  }
}
