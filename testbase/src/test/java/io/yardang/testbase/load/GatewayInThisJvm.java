package io.yardang.testbase.load;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A gateway with its journal, which can go away and come back on the same port. */
final class GatewayInThisJvm implements AutoCloseable {
  private final Path journalDir;
  private JournalWriter journal;
  private VehicleGateway gateway;
  private int port;

  GatewayInThisJvm(Path journalDir) {
    this.journalDir = journalDir;
    comeBack();
  }

  void comeBack() {
    journal = JournalWriter.open(journalDir, JournalSettings.SMALL);
    gateway =
        VehicleGateway.launch(
            GatewayConfig.plaintext().withPort(port), journal, InstantSource.system());
    port = gateway.port();
  }

  void goAway() {
    gateway.close();
    journal.close();
  }

  int port() {
    return port;
  }

  /** The seqs of each stream, in the order of the journal. */
  Map<UUID, List<Long>> seqs() {
    Map<UUID, List<Long>> seqs = new LinkedHashMap<>();
    try (JournalReader reader = LocalJournalReader.open(journalDir)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        seqs.computeIfAbsent(next.get().stream(), id -> new ArrayList<>()).add(next.get().seq());
      }
    }
    return seqs;
  }

  @Override
  public void close() {
    goAway();
  }
}
