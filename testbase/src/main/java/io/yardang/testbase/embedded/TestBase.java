package io.yardang.testbase.embedded;

import io.yardang.console.Console;
import io.yardang.console.ConsoleConfig;
import io.yardang.console.LiveView;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.rigs.replay.ReplaySettings;
import io.yardang.streamjobs.job.ScoringService;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.Revision;
import io.yardang.streamjobs.report.SigningKey;
import io.yardang.streamjobs.sink.Exported;
import io.yardang.streamjobs.sink.InfluxExporter;
import io.yardang.streamjobs.sink.QuestDbTables;
import io.yardang.streamjobs.sink.ReportExporter;
import io.yardang.streamjobs.sink.ResultDoor;
import io.yardang.streamjobs.sink.ResultTailer;
import io.yardang.testbase.settings.Settings;
import io.yardang.v1.Role;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM, the embedded default: database, gateway, scoring, reports, console. Parts
 * start in the order in which data flows back to front, so that nobody sends before somebody reads,
 * and close in reverse.
 */
public final class TestBase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestBase.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Consumer<Revision>> reportListeners = new CopyOnWriteArrayList<>();
  private String host;
  private DataDirectory data;
  private Certificates certificates;
  private VehicleGateway gateway;

  /** Never, when the scoring is a job on a cluster. */
  private CompletableFuture<Void> scoringEnded = new CompletableFuture<>();

  private Optional<URI> resultsUri = Optional.empty();
  private Exported exported;
  private ReportStore reports;
  private WireRunControl runControl;
  private Console console;
  private String databaseUrl;
  private Optional<URI> adminUri = Optional.empty();

  private TestBase() {}

  /**
   * Starts all parts.
   *
   * @throws RuntimeException if one does not start; those before it are closed again
   */
  public static TestBase launch(Settings settings, InstantSource clock) {
    TestBase base = new TestBase();
    try {
      base.start(new Configs(settings), clock);
      return base;
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  private void start(Configs configs, InstantSource clock) {
    host = configs.settings().gateway().host();
    data = opened(DataDirectory.take(configs.settings().data()));
    certificates = configs.certificates(clock);
    exported = new Exported(data.results(), Set.of(InfluxExporter.NAME, ReportExporter.NAME));
    startDatabase(configs);
    startGateway(configs, clock);
    startReports();
    startScoring(configs, clock);
    startConsole(configs, clock);
  }

  private void startDatabase(Configs configs) {
    databaseUrl = configs.settings().influx().url();
    if (databaseUrl.isEmpty()) {
      Settings.QuestDb questDb = configs.settings().questdb();
      databaseUrl =
          opened(
                  EmbeddedQuestDb.start(
                      data.questDb(), questDb.host(), questDb.port(), QuestDbTables.createSql()))
              .url();
    }
    InfluxExporter exporter =
        opened(
            new InfluxExporter(
                configs.influx(databaseUrl), data.followers().resolve("influx-refused.txt")));
    opened(ResultTailer.follow(data.results(), data.followers(), exporter, exported));
  }

  private void startGateway(Configs configs, InstantSource clock) {
    JournalWriter journal =
        opened(
            JournalWriter.open(
                data.journals().resolve(configs.settings().gateway().id()), configs.journal()));
    gateway = opened(VehicleGateway.launch(configs.gateway(clock), journal, clock));
    adminUri = configs.admin(gateway, data).map(admin -> opened(admin).uri());
    // Whoever asks while it drains is told that it is not ready.
    opened((AutoCloseable) gateway::drain);
  }

  private void startReports() {
    reports = new ReportStore(data.reports(), SigningKey.openOrCreate(data.keys()));
    Consumer<Revision> tellAll =
        revision -> reportListeners.forEach(listener -> listener.accept(revision));
    ReportExporter exporter = new ReportExporter(reports, tellAll);
    opened(ResultTailer.follow(data.results(), data.followers(), exporter, exported));
  }

  private void startScoring(Configs configs, InstantSource clock) {
    Optional<ResultDoor> door = configs.resultDoor(data, clock);
    resultsUri = door.map(open -> opened(open).uri());
    if (door.isEmpty()) {
      scoringEnded = opened(ScoringService.start(configs.scoring(data, clock))).ended();
    }
  }

  private void startConsole(Configs configs, InstantSource clock) {
    runControl =
        opened(
            WireRunControl.connect(
                certificates.client(
                    configs.settings().gateway().host(),
                    gateway.port(),
                    "console",
                    Role.ROLE_CONTROLLER,
                    UUID.randomUUID()),
                clock));
    LiveView view = opened(LiveView.follow(data.journals(), data.results(), clock));
    ConsoleConfig config = configs.console();
    console = opened(Console.launch(config, view, reports, runControl, configs.plans(clock)));
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  public int gatewayPort() {
    return gateway.port();
  }

  /** The console's address, such as http://127.0.0.1:7480/. */
  public URI consoleUri() {
    return console.uri();
  }

  /** Where the gateway's metrics and health are; empty when switched off. */
  public Optional<URI> adminUri() {
    return adminUri;
  }

  /** Where results are written to. */
  public String databaseUrl() {
    return databaseUrl;
  }

  public DataDirectory data() {
    return data;
  }

  public ReportStore reports() {
    return reports;
  }

  public Certificates certificates() {
    return certificates;
  }

  public WireRunControl runControl() {
    return runControl;
  }

  /** How a rig in this process replays through the gateway. */
  public ReplaySettings replaySettings(double rate, String controller) {
    return new ReplaySettings(
        host,
        gateway.port(),
        sender ->
            certificates
                .client(
                    host,
                    gateway.port(),
                    sender,
                    sender.equals(controller) ? Role.ROLE_CONTROLLER : Role.ROLE_VEHICLE,
                    UUID.randomUUID())
                .tls(),
        rate,
        Map.of(),
        controller,
        Duration.ofSeconds(60));
  }

  /** Tells of each new report from now on, on the thread that stored it. */
  public void onReport(Consumer<Revision> listener) {
    reportListeners.add(listener);
  }

  /** Where a scoring job on a cluster hands in its results; empty when it runs here. */
  public Optional<URI> resultsUri() {
    return resultsUri;
  }

  /** Completes when scoring has ended; exceptionally when it failed for good. */
  public CompletableFuture<Void> scoringEnded() {
    return scoringEnded;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close in order: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
