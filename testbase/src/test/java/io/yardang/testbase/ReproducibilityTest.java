package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.job.ScoringConfig;
import io.yardang.streamjobs.job.ScoringService;
import io.yardang.streamjobs.job.Silences;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run through the real gateway and job; whoever scores it again gets the same bytes. */
class ReproducibilityTest {
  private static final String RUN = "again";

  @TempDir Path dir;

  @Test
  @SuppressWarnings("try") // The service works while it is open; nobody calls it.
  void shouldGiveTheLiveReportByteForByteWhoeverScoresItAgain() throws Exception {
    SimulatedDrive simulated =
        Simulation.patrol(SimulationSettings.atKaramay(1, 10, 1_800_000_000_000_000_000L))
            .withRunId(RUN);
    try (RunningBase base = RunningBase.start(dir.resolve("data"))) {
      base.replay(simulated, 0, RUN);
    }
    Path bundle = dir.resolve("data/reports/" + RUN + "/rev-1");
    String live = Files.readString(bundle.resolve("report.json"));
    String arrival = Files.readString(bundle.resolve("arrival.json"));
    Path journals = dir.resolve("data/journals");
    Path drive = dir.resolve("run.mcap");
    assertThat(Yardang.run("export", "--journal", journals + "", "--run", RUN, "--out", drive + ""))
        .isZero();

    for (int parallelism = 2; parallelism <= 3; parallelism++) {
      Path work = dir.resolve("parallelism-" + parallelism);
      ScoringConfig config =
          new ScoringConfig(
              Journals.in(journals),
              work.resolve("results"),
              work.resolve("checkpoints"),
              Duration.ofSeconds(1),
              new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)),
              parallelism);
      try (var service = ScoringService.start(config)) {
        Eventually.within(
            Duration.ofSeconds(90), () -> assertThat(scored(config.results())).isPresent());
      }
      assertThat(text(scored(config.results()).orElseThrow())).isEqualTo(live);
    }
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(text(scoredInDisorder(drive, new Random(seed))))
          .as("seed=" + seed)
          .isEqualTo(live);
    }
    List<Path> javas = javas();
    System.out.println(
        "scored with " + javas + (javas.size() == 1 ? ": no other Java is here to compare" : ""));
    for (Path java : javas) {
      String[] ofJournal = {"score", "--journal", journals + "", "--run", RUN};
      assertThat(printed(java, ofJournal, "--json")).as(java + ", journal").isEqualTo(live);
      assertThat(printed(java, ofJournal, "--arrival")).as(java + ", arrival").isEqualTo(arrival);
      String[] ofDrive = {"score", drive.toString()};
      assertThat(printed(java, ofDrive, "--json")).as(java + ", drive").isEqualTo(live);
    }
  }

  private static String text(Report report) {
    return new String(CanonicalJson.of(report), StandardCharsets.UTF_8);
  }

  private static Optional<Report> scored(Path results) {
    Optional<Report> newest = Optional.empty();
    try (var reader = LocalJournalReader.open(results)) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        Result result = Result.parseFrom(record.get().bytes());
        newest = result.hasScored() ? Optional.of(result.getScored().getReport()) : newest;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return newest;
  }

  private static Report scoredInDisorder(Path drive, Random random) throws IOException {
    List<RunFrame> frames = new ArrayList<>();
    RunScorer scorer = null;
    try (DriveReader reader = Drive.open(drive).read()) {
      for (DriveRecord record = reader.next(); record != null; record = reader.next()) {
        if (record.kind() == DriveRecord.Kind.FRAME) {
          frames.add(new RunFrame(record.sender(), record.stream(), record.frame()));
        } else if (record.runEvent().hasStarted()) {
          scorer = new RunScorer(record.runEvent().getStarted());
        } else {
          scorer.end(record.runEvent().getEnded());
        }
      }
    }
    frames.addAll(List.copyOf(frames.subList(0, frames.size() / 2)));
    Collections.shuffle(frames, random);
    frames.forEach(scorer::add);
    return scorer.score().getReport();
  }

  /** The java commands of version 17 or later on this machine, one per version. */
  private static List<Path> javas() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> list = Files.list(installed)) {
        list.forEach(homes::add);
      }
    }
    TreeMap<Integer, Path> byVersion = new TreeMap<>();
    for (Path home : homes) {
      Path java = home.resolve("bin/java");
      if (Files.isExecutable(java) && version(home) >= 17) {
        byVersion.put(version(home), java);
      }
    }
    return List.copyOf(byVersion.values());
  }

  private static int version(Path home) throws IOException {
    Properties release = new Properties();
    Path file = home.resolve("release");
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        release.load(in);
      }
    }
    String version = release.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
    return Runtime.Version.parse(version.matches("[1-9].*") ? version : "1").feature();
  }

  /** What the command line prints with this java, without the last line feed. */
  private String printed(Path java, String[] command, String option) throws Exception {
    List<String> line = new ArrayList<>(List.of(java.toString()));
    for (String flag : System.getProperty("yardang.jvm.flags").trim().split("\\s+", -1)) {
      if (!isOfLaterJava(flag)) {
        line.add(flag);
      }
    }
    if (version(java.getParent().getParent()) >= 24) {
      line.add("--enable-native-access=ALL-UNNAMED");
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.addAll(
        List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), Yardang.class.getName()));
    line.addAll(List.of(command));
    line.add(option);
    Path out = Files.createTempFile(dir, "printed", ".json");
    Path log = Files.createTempFile(dir, "printed", ".log");
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(log.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended: " + line).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return Files.readString(out).stripTrailing();
  }

  private static boolean isOfLaterJava(String flag) {
    return flag.startsWith("--enable-native-access") || flag.startsWith("--sun-misc-unsafe");
  }
}
