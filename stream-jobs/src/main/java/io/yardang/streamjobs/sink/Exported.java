package io.yardang.streamjobs.sink;

import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.ScoredPosition;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far all followers of a result journal are: nobody needs what is before the slowest of them,
 * and only such files may leave. Written down beside the journal, as the scoring does it for the
 * journals that it reads.
 *
 * <p>What an earlier process wrote down does not count: one of its followers may begin anew, and
 * there may be one that it did not have. So nothing leaves until all have told how far they are.
 */
public final class Exported {
  private static final Logger LOG = LoggerFactory.getLogger(Exported.class);

  private final Path resultJournal;
  private final Set<String> followers;
  private final Map<String, JournalPosition> positions = new HashMap<>();
  private JournalPosition written = JournalPosition.BEFORE_FIRST;

  /**
   * @param followers the names of all that must have taken a result
   * @throws JournalException if an earlier position cannot be taken back
   */
  public Exported(Path resultJournal, Set<String> followers) {
    this.resultJournal = resultJournal;
    this.followers = Set.copyOf(followers);
    ScoredPosition.takeBack(resultJournal);
  }

  /** This follower has taken everything up to the position, for good. */
  synchronized void took(String follower, JournalPosition position) {
    positions.put(follower, position);
    if (!positions.keySet().containsAll(followers)) {
      return;
    }
    JournalPosition slowest =
        followers.stream().map(positions::get).min(Comparator.naturalOrder()).orElseThrow();
    // Whole files leave: where in a file it is does not matter.
    if (slowest.isInFileOf(written)) {
      return;
    }
    try {
      ScoredPosition.write(resultJournal, slowest);
      written = slowest;
    } catch (JournalException e) {
      LOG.warn("the result journal does not learn how far it is exported: {}", e.getMessage());
    }
  }
}
