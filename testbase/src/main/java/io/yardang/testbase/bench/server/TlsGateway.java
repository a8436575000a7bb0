package io.yardang.testbase.bench.server;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.testbase.Yardang;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** {@code yardang gateway} with mutual TLS in a process of its own, and vehicles' way into it. */
public final class TlsGateway implements AutoCloseable {
  private final CertificateAuthority authority;
  private final ServerProcess process;

  private TlsGateway(CertificateAuthority authority, ServerProcess process) {
    this.authority = authority;
    this.process = process;
  }

  /**
   * Starts it with the flags of this process.
   *
   * @param settings on top of the defaults, as environment variables
   */
  public static TlsGateway start(Path dir, Map<String, String> settings) throws IOException {
    Path certificates = Files.createDirectories(dir.resolve("pki"));
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(certificates, InstantSource.system());
    authority.gateway("127.0.0.1");
    int port = ServerProcess.freePort();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("YARDANG_DATA", dir.resolve("data").toString());
    environment.put("YARDANG_GATEWAY_PORT", Integer.toString(port));
    environment.put("YARDANG_GATEWAY_ADMIN_PORT", "-1");
    environment.put("YARDANG_GATEWAY_CERTIFICATES", certificates.toString());
    return new TlsGateway(
        authority,
        ServerProcess.start(OwnJvm.command(Yardang.class, "gateway"), environment, dir, port));
  }

  public InetSocketAddress address() {
    return process.address();
  }

  /** What of it is in memory. */
  public long rssBytes() throws IOException {
    return process.rssBytes();
  }

  public long cpuNs() {
    return process.cpuNs();
  }

  /** The certificate of the vehicle's own, issued if it has none, and whom it trusts. */
  public TlsFiles vehicle(String id) {
    CertificateAuthority.Credentials files = authority.vehicle(id);
    return new TlsFiles(files.caCert(), files.cert(), files.key());
  }

  @Override
  public void close() {
    process.close();
  }
}
