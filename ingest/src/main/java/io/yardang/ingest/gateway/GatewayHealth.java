package io.yardang.ingest.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a gateway, if anything, in words for people; any thread may tell and ask. */
final class GatewayHealth {
  private static final long MIN_ROOM_BYTES = 1 << 20;

  private final Path journalDir;
  private volatile boolean shuttingDown;
  private volatile String journalRefusal;

  GatewayHealth(Path journalDir) {
    this.journalDir = journalDir;
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

  /** Why it cannot do its work; empty: it can. */
  List<String> ailments() {
    List<String> ailments = new ArrayList<>();
    String refusal = journalRefusal;
    if (refusal != null) {
      ailments.add("the journal refused the last entry: " + refusal);
    }
    if (!Files.isWritable(journalDir)) {
      ailments.add("the journal's folder is not writable: " + journalDir);
    }
    // A folder that is gone has no room either.
    if (journalDir.toFile().getUsableSpace() < MIN_ROOM_BYTES) {
      ailments.add("the disk of the journal has less than 1 MiB left: " + journalDir);
    }
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
