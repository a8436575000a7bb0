package io.yardang.testbase.cli;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.testbase.settings.Settings;
import io.yardang.v1.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway a rig talks to, and with which certificates. */
final class GatewayOptions {
  @Mixin private SettingsOption settingsOption;

  @Option(
      names = "--gateway",
      paramLabel = "HOST:PORT",
      description = "The gateway; the one of the settings if not given.")
  private String gateway;

  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      description =
          "Folder with ca.crt.pem, and SENDER.crt.pem and SENDER.key.pem of each sender. Where"
              + " the authority's key (ca.key.pem) is there too, missing ones are issued. Default:"
              + " the folder of the settings.")
  private Path certificates;

  @Option(names = "--plaintext", description = "No TLS; the gateway must allow it.")
  private boolean plaintext;

  ClientConfig configFor(String sender, Role role, UUID stream) {
    Settings settings = settingsOption.load();
    String address =
        gateway != null ? gateway : settings.gateway().host() + ":" + settings.gateway().port();
    int colon = address.lastIndexOf(':');
    if (colon <= 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("--gateway=" + address + ": give HOST:PORT");
    }
    String host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    Optional<TlsFiles> tls =
        plaintext || settings.gateway().plaintext()
            ? Optional.empty()
            : Optional.of(certificateOf(sender, role, directory(settings)));
    return role == Role.ROLE_CONTROLLER
        ? ClientConfig.controller(host, port, tls, sender, stream)
        : ClientConfig.vehicle(host, port, tls, sender, stream);
  }

  private Path directory(Settings settings) {
    if (certificates != null) {
      return certificates;
    }
    String configured = settings.gateway().certificates();
    return configured.isEmpty() ? settings.data().resolve("pki") : Path.of(configured);
  }

  private static TlsFiles certificateOf(String sender, Role role, Path directory) {
    Path cert = directory.resolve(sender + ".crt.pem");
    if (Files.exists(directory.resolve("ca.key.pem"))) {
      CertificateAuthority authority =
          CertificateAuthority.openOrCreate(directory, InstantSource.system());
      var issued =
          role == Role.ROLE_CONTROLLER ? authority.controller(sender) : authority.vehicle(sender);
      return new TlsFiles(issued.caCert(), issued.cert(), issued.key());
    }
    if (!Files.exists(cert)) {
      throw new IllegalArgumentException(
          "no certificate of "
              + sender
              + " in "
              + directory
              + ": is the gateway started (it makes them at its first start), or is"
              + " --certificates DIR another folder?");
    }
    return new TlsFiles(
        directory.resolve("ca.crt.pem"), cert, directory.resolve(sender + ".key.pem"));
  }
}
