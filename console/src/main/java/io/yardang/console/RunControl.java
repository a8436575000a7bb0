package io.yardang.console;

import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunPlan;

/**
 * Starts and ends runs on behalf of the console's user.
 *
 * <p>Both methods return when the event is durable in a journal. An {@link
 * IllegalArgumentException} means that the request itself is wrong; any other exception that the
 * event could not be delivered. The console shows the message of either to its user.
 */
public interface RunControl {
  /**
   * Starts a run now.
   *
   * @param requestedRunId the id the run shall have, or empty to have one made
   * @return the id of the run
   */
  String start(RunPlan plan, String requestedRunId);

  /** Ends a run now. */
  void end(String runId, RunEndCause cause, String note);
}
