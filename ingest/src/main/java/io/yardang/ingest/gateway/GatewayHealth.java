package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.JournalWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a gateway, if anything, in words for people; any thread may tell and ask. */
final class GatewayHealth {
  private final JournalWriter journal;
  private final Optional<GatewayTls> tls;
  private volatile boolean shuttingDown;
  private volatile String journalRefusal;

  GatewayHealth(JournalWriter journal, Optional<GatewayTls> tls) {
    this.journal = journal;
    this.tls = tls;
  }

  /** An append went through. */
  void journalTakesEntries() {
    // For each entry: no write to what all event loops read, unless something changed.
    if (journalRefusal != null) {
      journalRefusal = null;
    }
  }

  void journalRefuses(String why) {
    journalRefusal = why;
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
    String refusal = journalRefusal;
    if (refusal != null) {
      ailments.add("the journal refused the last entry: " + refusal);
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
