package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Makes the records of a run name their senders and streams by the same objects: each comes over
 * the network with its own, and a run has hundreds of thousands of them.
 */
final class SharedNames {
  private final Map<String, String> senders = new HashMap<>();
  private final Map<UUID, UUID> streams = new HashMap<>();

  JournalRecord shared(JournalRecord record) {
    return new JournalRecord(
        record.position(),
        record.kind(),
        record.receiveTimeNs(),
        senders.computeIfAbsent(record.sender(), own -> own),
        streams.computeIfAbsent(record.stream(), own -> own),
        record.seq(),
        record.sampleTimeNs(),
        record.duplicatesBefore(),
        record.bytes());
  }
}
