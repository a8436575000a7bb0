package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalWriter;
import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.bench.server.Commands;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes the power from the gateway's file system at random moments under load. The process is
 * killed, and at once what had reached the block device is copied; the copy is mounted, the journal
 * in it recovered and checked, and the next gateway goes on there. A reader lives through all cuts
 * of an image: it must have got every frame that is in the journal. In every other image the
 * journal begins new files all the time, so that forces across files are cut through, too.
 */
final class PowerCutRounds {
  private static final int LOAD_MS_MAX = 400;
  private static final int CUTS_PER_IMAGE = 10;

  private final TortureSettings settings;
  private final AckLevel level;
  private final Random random;
  private final Consumer<String> progress;
  private TortureResult result = TortureResult.NOTHING;

  /**
   * @param level DISK, or, to see that a cut does cost what was not forced, PAGE_CACHE
   */
  PowerCutRounds(TortureSettings settings, AckLevel level, Consumer<String> progress) {
    this.settings = settings;
    this.level = level;
    this.progress = progress;
    random = new Random(settings.seed());
  }

  TortureResult run() throws IOException {
    for (int image = 0; result.powerCuts() < settings.powerCuts(); image++) {
      int cuts = Math.min(CUTS_PER_IMAGE, settings.powerCuts() - result.powerCuts());
      torture(image, cuts);
      progress.accept("cut the power " + result.powerCuts() + " times, level " + level);
    }
    return result;
  }

  private void torture(int image, int cuts) throws IOException {
    int port = GatewayProcess.freePort();
    Ledger ledger = new Ledger();
    TortureFrames frames = new TortureFrames(settings.seed());
    SurvivingReader reader = new SurvivingReader();
    LoopImage disk = LoopImage.create(folder(image, 0));
    boolean isRolling = image % 2 == 1;
    Instant firstStart = Instant.now();
    long files = 0;
    try (FlatOut load = new FlatOut(settings.vehicles(), port, frames, ledger, random.nextLong())) {
      for (int cut = 1; cut <= cuts; cut++) {
        Path folder = folder(image, cut);
        LoopImage after;
        Path data = disk.dir().resolve("data");
        Path log = settings.scratch().resolve("gateway-" + image + ".log");
        try (GatewayProcess gateway =
            isRolling
                ? GatewayProcess.startRolling(data, port, log, level, firstStart)
                : GatewayProcess.start(data, port, log, GatewayProcess.level(level))) {
          gateway.awaitListening();
          load.awaitAcks();
          LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(LOAD_MS_MAX * 1_000)));
          gateway.kill();
          after = disk.afterPowerCut(folder);
          startAnew(GatewayProcess.journalIn(after.dir().resolve("data")));
        }
        // What it could see before the cut is more than what had reached the disk.
        Path seen = copy(GatewayProcess.journalIn(data), folder, "seen");
        files = filesIn(seen);
        disk.close();
        disk = after;
        reader.read(seen);
        Folders.delete(seen);
        load.awaitDisconnected();
        Path journal = GatewayProcess.journalIn(disk.dir().resolve("data"));
        check(copy(journal, folder, "recovered"), frames, ledger, reader);
      }
    } finally {
      disk.close();
    }
    if (isRolling && files < 2L * cuts) {
      throw new IllegalStateException(
          "the journal has hardly rolled: files=" + files + ", power cuts=" + cuts);
    }
    progress.accept("image " + image + ": " + files + " journal files");
    result = result.plus(new TortureResult(0, 0, 0, ledger.ackedFrames(), 0, 0, 0));
  }

  private static long filesIn(Path journal) throws IOException {
    try (Stream<Path> all = Files.list(journal)) {
      return all.filter(file -> file.toString().endsWith(".cq4")).count();
    }
  }

  /** A queue that we open on the file system itself would keep it busy. */
  private static Path copy(Path journal, Path folder, String name) throws IOException {
    Path copy = folder.resolve(name);
    Commands.run("cp", "-r", "--sparse=always", journal.toString(), copy.toString());
    return copy;
  }

  private void check(Path copy, TortureFrames frames, Ledger ledger, SurvivingReader reader)
      throws IOException {
    JournalWriter.open(copy).close();
    Verdict found = JournalCheck.of(copy, frames, ledger.now());
    // What a reader that was there all the time has never got is lost, too.
    Verdict verdict = found.plusLost(reader.missed(copy));
    result =
        result.plus(
            new TortureResult(0, 1, 0, 0, verdict.lost(), verdict.doubled(), verdict.invented()));
    if (verdict.isClean()) {
      Folders.delete(copy);
    } else {
      progress.accept("after power cut " + result.powerCuts() + ": " + verdict + " in " + copy);
    }
  }

  /** A machine whose power was cut starts anew, and its journal can tell; this one has not. */
  private static void startAnew(Path journal) throws IOException {
    Path mark = journal.resolve("writer.mark");
    Files.writeString(mark, Files.readString(mark).replaceAll("boot=\\S+", "boot=before-the-cut"));
  }

  private Path folder(int image, int cut) throws IOException {
    return Files.createDirectories(settings.scratch().resolve("power-" + image + "-" + cut));
  }
}
