package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;

/**
 * Something that concerns one run: its start, its end, or a frame of one of its vehicles.
 *
 * @param runId the run
 * @param record a run event or a frame, as it is in the journal
 */
record RunInput(String runId, JournalRecord record) {}
