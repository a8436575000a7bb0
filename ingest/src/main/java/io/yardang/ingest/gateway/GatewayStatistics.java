package io.yardang.ingest.gateway;

import io.yardang.ingest.pki.Refusal;
import io.yardang.v1.RejectReason;
import java.util.Map;

/**
 * What a gateway has done since its launch, as of one moment.
 *
 * @param logins sessions that were let in
 * @param liveSessions of these, the ones that are still there
 * @param frames telemetry frames appended to the journal
 * @param runEvents run events appended to the journal
 * @param duplicates messages dropped because the journal had their seq
 * @param bytes of the frames and run events appended
 * @param refusals connections refused for their TLS handshake or certificate, by reason
 * @param rejects Rejects sent, by reason; reasons that never came are absent
 */
public record GatewayStatistics(
    long logins,
    long liveSessions,
    long frames,
    long runEvents,
    long duplicates,
    long bytes,
    Map<Refusal.Reason, Long> refusals,
    Map<RejectReason, Long> rejects) {}
