package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalWriter;
import io.yardang.testbase.bench.Folders;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * SIGKILL at random moments, under load or while the gateway starts; again and again on the same
 * journal. After each the journal is read as the process left it, and after the last also as the
 * next start finds it.
 */
final class KillRounds {
  private static final int KILLS_PER_JOURNAL = 10;
  private static final int ONE_IN_SO_MANY_WHILE_IT_STARTS = 6;
  private static final int ONE_IN_SO_MANY_REBOOTS = 3;
  private static final int START_MS_MAX = 1_500;
  private static final int LOAD_MS_MAX = 250;

  private final TortureSettings settings;
  private final Random random;
  private final Consumer<String> progress;
  private TortureResult result = TortureResult.NOTHING;

  KillRounds(TortureSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    random = new Random(settings.seed());
  }

  TortureResult run() throws IOException {
    for (int journal = 0; result.kills() < settings.kills(); journal++) {
      AckLevel level = settings.levels().get(journal % settings.levels().size());
      int kills = Math.min(KILLS_PER_JOURNAL, settings.kills() - result.kills());
      Path dir = Files.createDirectories(settings.scratch().resolve("kills-" + journal));
      TortureResult before = result;
      torture(dir, level, kills);
      progress.accept("killed " + result.kills() + " times, level " + level);
      if (result.lost() + result.doubled() + result.invented()
          == before.lost() + before.doubled() + before.invented()) {
        Folders.delete(dir);
      }
    }
    return result;
  }

  private void torture(Path dir, AckLevel level, int kills) throws IOException {
    Path data = dir.resolve("data");
    Path journal = GatewayProcess.journalIn(data);
    int port = GatewayProcess.freePort();
    Ledger ledger = new Ledger();
    TortureFrames frames = new TortureFrames(settings.seed());
    try (FlatOut load = new FlatOut(settings.vehicles(), port, frames, ledger, random.nextLong())) {
      for (int kill = 0; kill < kills; kill++) {
        if (random.nextInt(ONE_IN_SO_MANY_REBOOTS) == 0) {
          load.reboot(random.nextInt(settings.vehicles()));
        }
        try (GatewayProcess gateway =
            GatewayProcess.start(
                data, port, dir.resolve("gateway.log"), GatewayProcess.level(level))) {
          if (random.nextInt(ONE_IN_SO_MANY_WHILE_IT_STARTS) == 0) {
            pause(START_MS_MAX);
          } else {
            gateway.awaitListening();
            load.awaitAcks();
            pause(LOAD_MS_MAX);
          }
          gateway.kill();
        }
        load.awaitDisconnected();
        add(1, JournalCheck.of(journal, frames, ledger.now()), journal);
      }
    }
    Map<UUID, Ledger.Sent> sent = ledger.now();
    JournalWriter.open(journal).close();
    add(0, JournalCheck.of(journal, frames, sent), journal);
    result = result.plus(new TortureResult(0, 0, 0, ledger.ackedFrames(), 0, 0, 0));
  }

  private void add(int kills, Verdict verdict, Path journal) {
    result =
        result.plus(
            new TortureResult(
                kills, 0, 0, 0, verdict.lost(), verdict.doubled(), verdict.invented()));
    if (!verdict.isClean()) {
      progress.accept("after kill " + result.kills() + ": " + verdict + " in " + journal);
    }
  }

  private void pause(int maxMs) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(maxMs * 1_000)));
  }
}
