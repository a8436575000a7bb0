package io.yardang.testbase.bench.server;

import io.yardang.ingest.pki.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of the benchmark's own, and for each vehicle what it needs to connect with TLS. */
final class VehicleCertificates {
  private static final char[] NO_PASSWORD = new char[0];

  private final Path dir;
  private final Map<String, SSLContext> contexts = new HashMap<>();

  VehicleCertificates(Path dir) {
    this.dir = dir;
  }

  /** The folder, with the gateway's certificate in it. */
  Path withGateway() {
    authority().gateway("127.0.0.1");
    return dir;
  }

  /** Issued at the first call, remembered after that. */
  SSLContext of(String vehicle) {
    return contexts.computeIfAbsent(vehicle, this::issue);
  }

  private CertificateAuthority authority() {
    return CertificateAuthority.openOrCreate(dir, InstantSource.system());
  }

  private SSLContext issue(String vehicle) {
    CertificateAuthority.Credentials files = authority().vehicle(vehicle);
    try {
      Certificate ca = certificate(files.caCert());
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", ca);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyStore own = emptyStore();
      own.setKeyEntry(
          "vehicle", key(files.key()), NO_PASSWORD, new Certificate[] {certificate(files.cert())});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot use the certificate of " + vehicle + ": " + e, e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Certificate certificate(Path pem) throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path pem) throws GeneralSecurityException, IOException {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
    byte[] encoded = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }
}
