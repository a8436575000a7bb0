package io.yardang.testbase.embedded;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.v1.Role;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * How the senders of this process talk to its own gateway: with certificates of its authority, or
 * in plaintext where the settings say so.
 */
public final class Certificates {
  private final Optional<CertificateAuthority> authority;

  private Certificates(Optional<CertificateAuthority> authority) {
    this.authority = authority;
  }

  /** Opens the authority in {@code directory}, making it if absent; none in plaintext. */
  public static Certificates open(Path directory, boolean plaintext, InstantSource clock) {
    return new Certificates(
        plaintext
            ? Optional.empty()
            : Optional.of(CertificateAuthority.openOrCreate(directory, clock)));
  }

  /** The configuration of a client of the given role. */
  public ClientConfig client(String host, int port, String sender, Role role, UUID stream) {
    Optional<TlsFiles> tls = authority.map(ca -> files(ca, sender, role));
    return role == Role.ROLE_CONTROLLER
        ? ClientConfig.controller(host, port, tls, sender, stream)
        : ClientConfig.vehicle(host, port, tls, sender, stream);
  }

  private static TlsFiles files(CertificateAuthority authority, String sender, Role role) {
    var issued =
        role == Role.ROLE_CONTROLLER ? authority.controller(sender) : authority.vehicle(sender);
    return new TlsFiles(issued.caCert(), issued.cert(), issued.key());
  }
}
