package io.yardang.ingest.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The client's side of mutual TLS, with the JDK's means. */
public final class ClientTls {
  private static final char[] NO_PASSWORD = new char[0];

  private ClientTls() {}

  /**
   * A context that believes the authorities in {@code caCert} and shows the certificate in {@code
   * cert}, whose key is in {@code key} (PKCS #8).
   *
   * @throws CertificateException if one of the files cannot be used
   */
  public static SSLContext context(Path caCert, Path cert, Path key) {
    List<X509Certificate> chain = PemFiles.readCertificates(cert);
    try {
      KeyStore trusted = emptyStore();
      for (X509Certificate authority : PemFiles.readCertificates(caCert)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);

      KeyStore own = emptyStore();
      own.setKeyEntry(
          "own", PemFiles.readKey(key), NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);

      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException("cannot use " + cert + " with " + key + ": " + e, e);
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
