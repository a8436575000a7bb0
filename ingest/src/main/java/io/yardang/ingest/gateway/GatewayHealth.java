package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What is wrong with a gateway, if anything, in words for people; any thread may tell and ask. */
final class GatewayHealth {
  /** Then vehicles should try again: only an append tells whether it goes through. */
  static final long REFUSAL_COUNTS_NS = TimeUnit.SECONDS.toNanos(10);

  private final JournalWriter journal;
  private final Optional<GatewayTls> tls;
  private volatile boolean shuttingDown;
  private final LongSupplier nanoTime;
  private volatile Refusal journalRefusal;

  private record Refusal(String why, long timeNs) {}

  GatewayHealth(JournalWriter journal, Optional<GatewayTls> tls, LongSupplier nanoTime) {
    this.journal = journal;
    this.tls = tls;
    this.nanoTime = nanoTime;
  }

  /** An append went through. */
  void journalTakesEntries() {
    // For each entry: no write to what all event loops read, unless something changed.
    if (journalRefusal != null) {
      journalRefusal = null;
    }
  }

  void journalRefuses(String why) {
    journalRefusal = new Refusal(why, nanoTime.getAsLong());
  }

  void shutsDown() {
    shuttingDown = true;
  }

  boolean isShuttingDown() {
    return shuttingDown;
  }

  /** Why it cannot do its work; empty: it can. */
  List<String> ailments() {
    List<String> ailments = new ArrayList<>();
    Refusal refusal = journalRefusal;
    if (refusal != null && nanoTime.getAsLong() - refusal.timeNs < REFUSAL_COUNTS_NS) {
      ailments.add("the journal refused the last entry: " + refusal.why);
    }
    JournalException failure = journal.commit().failure();
    if (failure != null) {
      ailments.add("the journal takes nothing more until a restart: " + failure.getMessage());
    }
    if (!Files.isWritable(journal.dir())) {
      ailments.add("the journal's folder is not writable: " + journal.dir());
    }
    journal
        .room()
        .shortage()
        .ifPresent(
            why -> ailments.add("the journal is short of room: " + why + ": " + journal.dir()));
    tls.ifPresent(certificates -> ailments.addAll(certificates.troubles()));
    return ailments;
  }

  /** Why vehicles should not connect; empty: they may. */
  List<String> notReady() {
    List<String> reasons = ailments();
    if (shuttingDown) {
      reasons.add("shutting down");
    }
    return reasons;
  }
}
