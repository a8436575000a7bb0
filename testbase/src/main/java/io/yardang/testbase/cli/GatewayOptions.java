package io.yardang.testbase.cli;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.rigs.replay.ReplaySettings;
import io.yardang.testbase.settings.Settings;
import io.yardang.v1.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway a rig talks to, and with which certificates. */
final class GatewayOptions {
  private static final String CONTROLLER = "rig";

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

  /** How a replay talks to the gateway; its run events come from the controller "rig". */
  ReplaySettings replaySettings(double rate) {
    Settings settings = settingsOption.load();
    String address =
        gateway != null ? gateway : settings.gateway().host() + ":" + settings.gateway().port();
    int colon = address.lastIndexOf(':');
    if (colon <= 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("--gateway=" + address + ": give HOST:PORT");
    }
    boolean withoutTls = plaintext || settings.gateway().plaintext();
    return new ReplaySettings(
        address.substring(0, colon),
        Integer.parseInt(address.substring(colon + 1)),
        sender ->
            withoutTls
                ? Optional.empty()
                : Optional.of(
                    certificateOf(
                        sender,
                        sender.equals(CONTROLLER) ? Role.ROLE_CONTROLLER : Role.ROLE_VEHICLE,
                        directory(settings))),
        rate,
        Map.of(),
        CONTROLLER,
        Duration.ofSeconds(60));
  }

  private Path directory(Settings settings) {
    return certificates != null ? certificates : settings.certificatesDirectory();
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
