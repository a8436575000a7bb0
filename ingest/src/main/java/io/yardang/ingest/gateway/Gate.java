package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.JournalWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** What all sessions of one gateway share. */
record Gate(
    GatewayConfig config,
    JournalWriter journal,
    Intake.Opener intakes,
    InstantSource clock,
    Optional<GatewayTls> tls,
    LiveSessions sessions,
    LiveSessions readers,
    JournalServing serving,
    Admission admission,
    DiskAcks.ByLoop diskAcks,
    GatewayCounters counters,
    GatewayHealth health,
    WireLogs wireLogs) {

  /** Now, in nanoseconds since 1970-01-01T00:00:00Z. */
  long nowNs() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
