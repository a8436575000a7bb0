package io.yardang.testbase.embedded;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.yardang.console.ConsoleConfig;
import io.yardang.console.NamedPlan;
import io.yardang.ingest.admin.AdminServer;
import io.yardang.ingest.admin.WireLogFolder;
import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.SessionLimits;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.Retention;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.job.ScoringConfig;
import io.yardang.streamjobs.job.Silences;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.streamjobs.sink.InfluxConfig;
import io.yardang.streamjobs.sink.ResultDoor;
import io.yardang.streamjobs.source.Journals;
import io.yardang.testbase.settings.Settings;
import io.yardang.testbase.settings.SettingsException;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns the settings into what each part wants, each checked by its own rules. */
public record Configs(Settings settings) {
  private static final String SCORING_READER = "scoring";

  private static final Duration CERTIFICATES_RECHECK = Duration.ofSeconds(1);

  Certificates certificates(InstantSource clock) {
    return Certificates.open(
        settings.certificatesDirectory(), settings.gateway().plaintext(), clock);
  }

  /** The gateway's configuration; certificates are made where an authority's key is at hand. */
  public GatewayConfig gateway(InstantSource clock) {
    Settings.Gateway gateway = settings.gateway();
    Optional<GatewayConfig.Tls> tls =
        gateway.plaintext() ? Optional.empty() : Optional.of(gatewayTls(clock));
    return new GatewayConfig(
        gateway.host(),
        gateway.port(),
        tls,
        ackLevel(gateway.ackLevel()),
        limits(gateway),
        duration(gateway.tickS()),
        Stream.of(gateway.scorers().split(",", -1))
            .map(String::strip)
            .filter(scorer -> !scorer.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** How the gateway's journal lies on disk, and when its files leave. */
  public JournalSettings journal() {
    Settings.Journal journal = settings.journal();
    try {
      return JournalSettings.DEFAULT.with(
          new Retention(
              duration(journal.maxAgeS()),
              journal.maxBytes(),
              journal.leavesWhenScored(),
              journal.keepsUnscored(),
              journal.archive().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Files.createDirectories(Path.of(journal.archive()))),
              duration(journal.forgetStreamsAfterS())));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(e.getMessage());
    } catch (IOException e) {
      throw new SettingsException(
          "journal.archive=" + journal.archive() + ": no such folder: " + e);
    }
  }

  private static SessionLimits limits(Settings.Gateway gateway) {
    return new SessionLimits(
        new SessionLimits.Times(
            duration(gateway.loginTimeoutS()),
            duration(gateway.idleTimeoutS()),
            duration(gateway.messageTimeoutS()),
            duration(gateway.slowReaderTimeoutS())),
        new SessionLimits.Sizes(
            gateway.maxMessageBytes(),
            gateway.maxFrameBytes(),
            gateway.maxHelloBytes(),
            gateway.maxUnackedBytes(),
            gateway.maxOutboundBytes()),
        new SessionLimits.Rates(
            gateway.maxBytesPerS(), gateway.maxMessagesPerS(), gateway.maxRejectsPerS()),
        new SessionLimits.Counts(
            gateway.maxConnections(),
            gateway.maxConnectionsPerAddress(),
            gateway.maxPendingLogins(),
            gateway.maxSessionsPerSender(),
            gateway.maxSessionsPerReader()));
  }

  private GatewayConfig.Tls gatewayTls(InstantSource clock) {
    Path directory = settings.certificatesDirectory();
    if (settings.gateway().certificates().isEmpty()) {
      String host = settings.gateway().host();
      var unused =
          CertificateAuthority.openOrCreate(directory, clock)
              .denying(settings.denyList())
              .gateway(host);
    }
    return new GatewayConfig.Tls(
        directory.resolve("ca.crt.pem"),
        directory.resolve("gateway.crt.pem"),
        directory.resolve("gateway.key.pem"),
        settings.denyList(),
        CERTIFICATES_RECHECK);
  }

  /** The admin port of the gateway; none when the settings switch it off. */
  public Optional<AdminServer> admin(VehicleGateway gateway, DataDirectory data) {
    Settings.Gateway config = settings.gateway();
    WireLogFolder wireLogs = new WireLogFolder(data.wireLogs(), config.wirelogMaxBytes());
    return config.adminPort() < 0
        ? Optional.empty()
        : Optional.of(
            AdminServer.launch(
                config.adminHost(),
                config.adminPort(),
                gateway,
                wireLogs,
                new PrometheusRegistry()));
  }

  private static AckLevel ackLevel(String name) {
    try {
      return AckLevel.valueOf("ACK_LEVEL_" + name);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("gateway.ack_level=" + name + ": must be PAGE_CACHE or DISK");
    }
  }

  ScoringConfig scoring(DataDirectory data, InstantSource clock) {
    return new ScoringConfig(
        journals(data, clock),
        data.results(),
        resultsMaxAge(),
        data.checkpoints(),
        duration(settings.scoring().checkpointIntervalS()),
        new Silences(
            duration(settings.scoring().silenceBeforeRunEndsS()),
            duration(settings.scoring().runEndsAfterSilenceS())),
        settings.scoring().parallelism());
  }

  /** Where a job on a cluster hands in its results; none when the scoring runs here. */
  Optional<ResultDoor> resultDoor(DataDirectory data, InstantSource clock) {
    Settings.Scoring scoring = settings.scoring();
    if (scoring.resultsPort() < 0) {
      return Optional.empty();
    }
    Optional<ResultDoor.Tls> tls =
        settings.gateway().plaintext()
            ? Optional.empty()
            : Optional.of(gatewayTls(clock))
                .map(t -> new ResultDoor.Tls(t.caCert(), t.cert(), t.key(), t.denied()));
    return Optional.of(
        ResultDoor.open(
            scoring.resultsHost(),
            scoring.resultsPort(),
            tls,
            data.results(),
            resultsMaxAge(),
            clock));
  }

  private Duration resultsMaxAge() {
    double seconds = settings.scoring().resultsMaxAgeS();
    if (!(seconds >= 0)) {
      throw new SettingsException("scoring.results_max_age_s=" + seconds + ": must be 0 or more");
    }
    return duration(seconds);
  }

  private Journals journals(DataDirectory data, InstantSource clock) {
    String gateways = settings.scoring().journals().strip();
    if (gateways.isEmpty()) {
      return Journals.in(data.journals());
    }
    JournalEndpoint.TlsFiles tls = settings.gateway().plaintext() ? null : readerTls(clock);
    try {
      return Journals.of(
          Stream.of(gateways.split("\\s*,\\s*"))
              .map(gateway -> JournalEndpoint.of(gateway, SCORING_READER, tls))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("scoring.journals=" + gateways + ": " + e.getMessage());
    }
  }

  private JournalEndpoint.TlsFiles readerTls(InstantSource clock) {
    Path directory = settings.certificatesDirectory();
    if (settings.gateway().certificates().isEmpty()) {
      var issued =
          CertificateAuthority.openOrCreate(directory, clock)
              .denying(settings.denyList())
              .reader(SCORING_READER);
      return new JournalEndpoint.TlsFiles(issued.caCert(), issued.cert(), issued.key());
    }
    return new JournalEndpoint.TlsFiles(
        directory.resolve("ca.crt.pem"),
        directory.resolve(SCORING_READER + ".crt.pem"),
        directory.resolve(SCORING_READER + ".key.pem"));
  }

  InfluxConfig influx(String url) {
    Settings.Influx influx = settings.influx();
    return new InfluxConfig(url, influx.org(), influx.bucket(), influx.token(), influx.v1Rewrite());
  }

  ConsoleConfig console() {
    return new ConsoleConfig(settings.console().host(), settings.console().port());
  }

  /** The plans a run can be started with, read anew each time they are asked for. */
  Supplier<List<NamedPlan>> plans(InstantSource clock) {
    String directory = settings.console().plans();
    return directory.isEmpty() ? () -> builtInPlans(clock) : () -> plansIn(Path.of(directory));
  }

  private static List<NamedPlan> builtInPlans(InstantSource clock) {
    SimulationSettings simulation = SimulationSettings.atKaramay(1, 10, clock.millis() * 1_000_000);
    return List.of(
        new NamedPlan("patrol", Simulation.patrol(simulation).plan()),
        new NamedPlan("sweep", Simulation.sweep(simulation).plan()));
  }

  private static List<NamedPlan> plansIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .sorted()
          .map(
              file ->
                  new NamedPlan(
                      file.getFileName().toString().replaceFirst("\\.yaml$", ""),
                      PlanFile.read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("console.plans=" + directory + " cannot be read", e);
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
