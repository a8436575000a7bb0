package io.yardang.ingest.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server shows of itself: its certificate, with those of its issuers behind it if any, and
 * the key that belongs to it.
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final int NONCE_BYTES = 32;

  public ServerIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files anew.
   *
   * @throws CertificateException if one of them cannot be used, or they do not belong together: a
   *     server would only find out at its first client
   */
  public static ServerIdentity read(Path cert, Path key) {
    try {
      ServerIdentity identity =
          new ServerIdentity(PemFiles.readCertificates(cert), PemFiles.readKey(key));
      if (!identity.belongsTogether()) {
        throw new CertificateException(
            "the key " + key + " is not that of the certificate " + cert);
      }
      return identity;
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException("cannot use " + cert + " with " + key + ": " + e, e);
    }
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  private boolean belongsTogether() throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certificate().getPublicKey().getAlgorithm())) {
      return false;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(nonce);
    Signature checking = Signature.getInstance(algorithm);
    checking.initVerify(certificate());
    checking.update(nonce);
    return checking.verify(signing.sign());
  }
}
