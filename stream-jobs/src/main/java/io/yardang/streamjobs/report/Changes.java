package io.yardang.streamjobs.report;

import java.util.List;

/**
 * What differs between two revisions of one run's report, for people: the verdict, the score, the
 * metrics, the count of findings, the data. The report files themselves are the whole truth.
 *
 * @param fromRevision the earlier one
 * @param toRevision the later one
 */
public record Changes(String runId, int fromRevision, int toRevision, List<Change> changes) {

  /**
   * One difference.
   *
   * @param what such as "score" or "metric speed.over_limit: value"
   * @param before empty when it was not there
   * @param after empty when it is there no more
   */
  public record Change(String what, String before, String after) {}

  /** One line per change. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(runId).append(": revision ").append(fromRevision);
    text.append(" -> ").append(toRevision).append('\n');
    for (Change change : changes) {
      text.append(change.what()).append(": ");
      text.append(change.before().isEmpty() ? "none" : change.before()).append(" -> ");
      text.append(change.after().isEmpty() ? "none" : change.after()).append('\n');
    }
    return text.toString();
  }
}
