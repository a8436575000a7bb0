package io.yardang.ingest.gateway;

/**
 * What a gateway has served of its journal since its launch, as of one moment.
 *
 * @param subscriptions readers that follow the journal now
 * @param entries sent to readers, also to those that did not read them
 * @param bytes of these entries
 */
public record ReaderStatistics(long subscriptions, long entries, long bytes) {}
