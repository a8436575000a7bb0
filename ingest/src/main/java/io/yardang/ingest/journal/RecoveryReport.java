package io.yardang.ingest.journal;

import java.util.List;

/**
 * What opening a journal found and did.
 *
 * @param entries that were read and found intact
 * @param bytesRead of the files that were checked
 * @param lastIndex of the newest entry
 * @param cutBytes behind the last entry that counts, set aside
 * @param cutEntries of these, entries that were intact, but stood behind a place that was not
 * @param damagedEntries places in the middle that cannot be read; their bytes are set aside
 * @param rebuiltFiles files that were written anew from their intact entries
 * @param remarks one sentence about each thing that was not as it should be
 */
public record RecoveryReport(
    long entries,
    long bytesRead,
    long lastIndex,
    long cutBytes,
    long cutEntries,
    long damagedEntries,
    int rebuiltFiles,
    List<String> remarks) {

  /** Whether all was as it should be. */
  public boolean isClean() {
    return remarks.isEmpty();
  }
}
