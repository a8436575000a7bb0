package io.yardang.testbase.cli;

import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import io.yardang.ingest.pki.DenyList;
import io.yardang.ingest.pki.IssueLog;
import io.yardang.ingest.pki.IssuedCertificate;
import io.yardang.testbase.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues, lists and denies the certificates of a test base's own authority. */
@Command(
    name = "cert",
    description =
        "Issue, list and deny certificates of vehicles, controllers, readers and the gateway.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class CertCommand {
  private static final InstantSource CLOCK = InstantSource.system();

  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settingsOption;

  @Command(
      name = "vehicle",
      description = "Issue the certificate of a vehicle.",
      mixinStandardHelpOptions = true)
  int vehicle(
      @Parameters(paramLabel = "VEHICLE", description = "Its id, such as VX-12.") String id,
      @Mixin DirectoryOption directory,
      @Mixin DaysOption days) {
    return issue(directory, days, id, authority -> authority.vehicle(id));
  }

  @Command(
      name = "controller",
      description = "Issue the certificate of a sender of run events: a console, a rig.",
      mixinStandardHelpOptions = true)
  int controller(
      @Parameters(paramLabel = "ID", description = "Its id, such as console.") String id,
      @Mixin DirectoryOption directory,
      @Mixin DaysOption days) {
    return issue(directory, days, id, authority -> authority.controller(id));
  }

  @Command(
      name = "reader",
      description = "Issue the certificate of one who may read a gateway's journal: a scoring job.",
      mixinStandardHelpOptions = true)
  int reader(
      @Parameters(paramLabel = "ID", description = "Its id, such as scoring.") String id,
      @Mixin DirectoryOption directory,
      @Mixin DaysOption days) {
    return issue(directory, days, id, authority -> authority.reader(id));
  }

  @Command(
      name = "gateway",
      description = "Issue the certificate of the gateway.",
      mixinStandardHelpOptions = true)
  int gateway(
      @Option(
              names = "--host",
              required = true,
              paramLabel = "HOST",
              description = "Name or address by which senders reach it; may be given again.")
          List<String> hosts,
      @Mixin DirectoryOption directory,
      @Mixin DaysOption days) {
    return issue(
        directory, days, "gateway", authority -> authority.gateway(hosts.toArray(String[]::new)));
  }

  @Command(
      name = "deny",
      description =
          "Believe every certificate that somebody was issued no longer; a running gateway hangs"
              + " its sessions up.",
      mixinStandardHelpOptions = true)
  int deny(
      @Parameters(arity = "0..1", paramLabel = "ID", description = "Whose certificates.") String id,
      @Option(
              names = "--serial",
              paramLabel = "HEX",
              description = "Serial number, where the certificate itself is not at hand.")
          String serial,
      @Mixin DirectoryOption directory) {
    if ((id == null) == (serial == null)) {
      throw new IllegalArgumentException("give either an ID or --serial HEX");
    }
    Path dir = directory.of(settingsOption.load());
    Path file = denyList(directory);
    Set<String> entries = serial != null ? Set.of(serial) : serialsOf(dir, id);
    String comment = (id == null ? "" : id + ", ") + "denied " + LocalDate.now(ZoneOffset.UTC);
    PrintWriter out = spec.commandLine().getOut();
    for (String entry : entries) {
      boolean added = DenyList.add(file, entry, comment);
      out.println((added ? "denied" : "denied before") + ": serial " + entry);
    }
    out.println("Each has its line in " + file + "; delete a line to allow that one again.");
    out.flush();
    return 0;
  }

  @Command(
      name = "list",
      description = "List the certificates of the folder.",
      mixinStandardHelpOptions = true)
  int list(@Mixin DirectoryOption directory) {
    Path dir = directory.of(settingsOption.load());
    List<IssuedCertificate> all = IssuedCertificate.in(dir, DenyList.read(denyList(directory)));
    PrintWriter out = spec.commandLine().getOut();
    if (all.isEmpty()) {
      out.println("no certificates in " + dir + "; issue one with: yardang cert vehicle ID");
    } else {
      out.printf("%-20s %-11s %-11s %-8s %s%n", "name", "role", "valid until", "state", "serial");
    }
    for (IssuedCertificate one : all) {
      out.printf(
          "%-20s %-11s %-11s %-8s %s%n",
          one.name(), one.role(), dayOf(one), stateOf(one), one.serial());
    }
    out.flush();
    return 0;
  }

  private int issue(
      DirectoryOption directory,
      DaysOption days,
      String name,
      Function<CertificateAuthority, Credentials> what) {
    Path dir = directory.of(settingsOption.load());
    boolean founded = !Files.exists(dir.resolve("ca.crt.pem"));
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(dir, CLOCK).denying(denyList(directory));
    Optional<String> serialBefore = serial(dir, name);
    Credentials issued =
        what.apply(
            days.days == null ? authority : authority.issuingFor(Duration.ofDays(days.days)));
    IssuedCertificate certificate = find(dir, name);
    boolean reused = serialBefore.equals(Optional.of(certificate.serial()));
    PrintWriter out = spec.commandLine().getOut();
    if (founded) {
      out.println("founded an authority in " + dir + "; its key, ca.key.pem, must stay there");
    }
    out.printf(
        "%s %s %s, valid until %s, serial %s%n",
        certificate.role(),
        name,
        reused ? "had its certificate already" : "got a certificate",
        dayOf(certificate),
        certificate.serial());
    out.println("  certificate  " + issued.cert());
    out.println("  key          " + issued.key() + " (secret)");
    out.println("  authority    " + issued.caCert());
    out.flush();
    return 0;
  }

  private static Optional<String> serial(Path dir, String name) {
    return certificate(dir, name).map(IssuedCertificate::serial);
  }

  /** Of all certificates of that name that are not over: a stolen one may be an older one. */
  private static Set<String> serialsOf(Path dir, String id) {
    Set<String> serials = new LinkedHashSet<>();
    IssueLog.in(dir).stream()
        .filter(issued -> issued.name().equals(id) && issued.notAfter().isAfter(CLOCK.instant()))
        .forEach(issued -> serials.add(issued.serial()));
    // One that was laid into the folder is not in the log.
    certificate(dir, id).ifPresent(one -> serials.add(one.serial()));
    return serials.isEmpty() ? Set.of(find(dir, id).serial()) : serials;
  }

  private static IssuedCertificate find(Path dir, String name) {
    return certificate(dir, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no certificate of " + name + " in " + dir + "; see: yardang cert list"));
  }

  private static Optional<IssuedCertificate> certificate(Path dir, String name) {
    return IssuedCertificate.in(dir, DenyList.NONE).stream()
        .filter(one -> one.name().equals(name))
        .findFirst();
  }

  private Path denyList(DirectoryOption directory) {
    return directory.dir != null
        ? directory.dir.resolve(DenyList.FILE_NAME)
        : settingsOption.load().denyList();
  }

  private static LocalDate dayOf(IssuedCertificate certificate) {
    return certificate.notAfter().atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static String stateOf(IssuedCertificate certificate) {
    if (certificate.denied()) {
      return "denied";
    }
    if (CLOCK.instant().isAfter(certificate.notAfter())) {
      return "expired";
    }
    return CLOCK.instant().isBefore(certificate.notBefore()) ? "not yet" : "valid";
  }

  /** Where the certificates lie. */
  static final class DirectoryOption {
    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "Folder of the authority. Default: the gateway's, by the settings.")
    private Path dir;

    Path of(Settings settings) {
      return dir != null ? dir : settings.certificatesDirectory();
    }
  }

  /** How long a certificate is to be valid. */
  static final class DaysOption {
    @Option(
        names = "--days",
        paramLabel = "N",
        description = "How long it is valid. Default: 397. Less than 30: always a new one.")
    private Integer days;
  }
}
