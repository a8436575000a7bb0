package io.yardang.streamjobs.report;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One revision of the report of one run; once written it never changes.
 *
 * @param number 1, 2, 3 … within the run
 * @param isNew true when the save that returned this wrote it, false when it was there before
 * @param directory where its files are
 * @param savedAt when it was written, by the store's clock
 */
public record Revision(String runId, int number, boolean isNew, Path directory, Instant savedAt) {}
