package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.journal.RecoveryReport;
import io.yardang.testbase.bench.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Damages the last file of a journal and opens it as a gateway does. Every entry before the damage
 * must stay readable; where a single frame of the middle was hit, all other entries too; the damage
 * must be reported; nothing may be doubled or invented; the journal must go on, and find itself
 * sound at the next start.
 */
final class DamageRounds {
  private final TortureSettings settings;
  private final TortureFrames frames;
  private final Random random;
  private final Consumer<String> progress;
  private TortureResult result = TortureResult.NOTHING;

  DamageRounds(TortureSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    frames = new TortureFrames(settings.seed());
    random = new Random(settings.seed());
  }

  TortureResult run() throws IOException {
    List<Damage.Kind> kinds = List.of(Damage.Kind.values());
    for (int round = 0; round < settings.damages(); round++) {
      Damage.Kind kind = kinds.get(round % kinds.size());
      Path dir = settings.scratch().resolve("damage-" + round);
      WrittenJournal journal = WrittenJournal.write(dir, frames, random);
      Damage damage = Damage.inflict(kind, journal.file(), journal.dataBytes(), random);
      Verdict verdict = recover(journal, damage);
      result =
          result.plus(
              new TortureResult(
                  0,
                  0,
                  1,
                  journal.lastSeq(),
                  verdict.lost(),
                  verdict.doubled(),
                  verdict.invented()));
      if (verdict.isClean()) {
        Folders.delete(dir);
      } else {
        progress.accept("after " + damage + ": " + verdict + " in " + dir);
      }
    }
    progress.accept("damaged " + result.damages() + " journals");
    return result;
  }

  Verdict recover(WrittenJournal journal, Damage damage) {
    long newSeq = journal.lastSeq() + 1;
    boolean isReported;
    try (JournalWriter writer = JournalWriter.open(journal.dir(), JournalSettings.SMALL)) {
      isReported = !writer.recovery().isClean();
      JournalEntry entry = new JournalEntry();
      entry.begin(RecordKind.FRAME, WrittenJournal.SENDER, WrittenJournal.STREAM);
      entry.add(newSeq, newSeq, frames.frame(WrittenJournal.STREAM, newSeq).toByteArray());
      writer.append(entry, WrittenJournal.ENTRIES + 1);
    }
    try (JournalWriter again = JournalWriter.open(journal.dir(), JournalSettings.SMALL)) {
      // A damaged entry of the middle stays, and is told each time; nothing more may be mended.
      RecoveryReport second = again.recovery();
      require(
          second.cutBytes() == 0 && second.rebuiltFiles() == 0,
          "a recovered journal is mended again: " + second.remarks(),
          journal,
          damage);
    }
    Set<Long> mustBeThere = undamaged(journal, damage);
    mustBeThere.add(newSeq);
    Verdict verdict = read(journal, mustBeThere);
    require(isReported || verdict.readable() == newSeq, "damage is not reported", journal, damage);
    return verdict;
  }

  private static void require(boolean holds, String otherwise, WrittenJournal in, Damage damage) {
    if (!holds) {
      throw new IllegalStateException(otherwise + ": " + damage + ", dir=" + in.dir());
    }
  }

  /** The seqs that the damage cannot have hit. */
  private static Set<Long> undamaged(WrittenJournal journal, Damage damage) {
    boolean isInOneFrame =
        damage.kind() == Damage.Kind.FLIP_MIDDLE
            && journal.entries().stream()
                .anyMatch(e -> damage.from() >= e.frameBytesFrom() && damage.to() <= e.end());
    Set<Long> seqs = new HashSet<>();
    for (WrittenJournal.Entry entry : journal.entries()) {
      boolean isBehind = damage.to() <= entry.frameBytesFrom();
      if (entry.end() <= damage.from() || (isInOneFrame && isBehind)) {
        for (long seq = entry.firstSeq(); seq <= entry.lastSeq(); seq++) {
          seqs.add(seq);
        }
      }
    }
    return seqs;
  }

  private Verdict read(WrittenJournal journal, Set<Long> mustBeThere) {
    long readable = 0;
    long doubled = 0;
    long invented = 0;
    long lastSeq = 0;
    Set<Long> missing = new HashSet<>(mustBeThere);
    try (JournalReader reader = LocalJournalReader.open(journal.dir())) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        JournalRecord record = next.get();
        if (!wasWritten(record, journal)) {
          invented++;
        } else if (record.seq() <= lastSeq) {
          doubled++;
        } else {
          lastSeq = record.seq();
          missing.remove(lastSeq);
          readable++;
        }
      }
    }
    return new Verdict(readable, missing.size(), doubled, invented, 0);
  }

  private boolean wasWritten(JournalRecord record, WrittenJournal journal) {
    return record.sender().equals(WrittenJournal.SENDER)
        && record.stream().equals(WrittenJournal.STREAM)
        && record.seq() <= journal.lastSeq() + 1
        && Arrays.equals(record.bytes(), frames.frame(record.stream(), record.seq()).toByteArray());
  }
}
