package io.yardang.ingest.journal;

import java.util.UUID;

/**
 * One record as it was accepted: a frame, a run event or a result, with its original bytes.
 *
 * @param position where it stands in its journal
 * @param kind what the bytes are
 * @param receiveTimeNs when the gateway read it from the wire, ns since the epoch (UTC)
 * @param sender vehicle or controller id
 * @param stream one boot of the sender
 * @param seq 1, 2, 3 … within the stream
 * @param sampleTimeNs sample (or event) time that the sender gave, ns since the epoch
 * @param duplicatesBefore how many records of the stream the gateway dropped, because it had their
 *     seqs, between the entry before and this one; told with the first record of an entry
 * @param bytes the message exactly as it was sent; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record JournalRecord(
    JournalPosition position,
    RecordKind kind,
    long receiveTimeNs,
    String sender,
    UUID stream,
    long seq,
    long sampleTimeNs,
    int duplicatesBefore,
    byte[] bytes) {}
