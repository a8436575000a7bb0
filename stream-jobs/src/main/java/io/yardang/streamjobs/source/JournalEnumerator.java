package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Finds the journals and gives each to one reader; while the source is unbounded it goes on looking
 * for new ones. Runs on one thread of the job's coordinator.
 */
final class JournalEnumerator implements SplitEnumerator<JournalSplit, JournalEnumeratorState> {
  private static final long DISCOVERY_INTERVAL_MS = 500;

  private final SplitEnumeratorContext<JournalSplit> context;
  private final Journals journals;
  private final Boundedness boundedness;
  private final Map<String, JournalSplit> waiting = new LinkedHashMap<>();
  private final Set<String> assigned;
  private boolean discovered;

  JournalEnumerator(
      SplitEnumeratorContext<JournalSplit> context,
      Journals journals,
      Boundedness boundedness,
      JournalEnumeratorState state) {
    this.context = context;
    this.journals = journals;
    this.boundedness = boundedness;
    this.assigned = new HashSet<>(state.assigned());
    state.waiting().forEach(split -> waiting.put(split.journalId(), split));
  }

  @Override
  public void start() {
    if (boundedness == Boundedness.BOUNDED) {
      context.callAsync(journals::ids, this::found);
    } else {
      context.callAsync(journals::ids, this::found, 0, DISCOVERY_INTERVAL_MS);
    }
  }

  private void found(List<String> ids, Throwable failure) {
    if (failure != null) {
      throw new IllegalStateException("cannot list " + journals, failure);
    }
    discovered = true;
    for (String id : ids) {
      if (!assigned.contains(id) && !waiting.containsKey(id)) {
        waiting.put(id, new JournalSplit(id, JournalPosition.BEFORE_FIRST));
      }
    }
    assignWaiting();
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // Readers are given splits; they do not ask.
  }

  @Override
  public void addSplitsBack(List<JournalSplit> splits, int subtask) {
    for (JournalSplit split : splits) {
      assigned.remove(split.journalId());
      waiting.put(split.journalId(), split);
    }
    assignWaiting();
  }

  @Override
  public void addReader(int subtask) {
    assignWaiting();
  }

  private void assignWaiting() {
    for (JournalSplit split : new ArrayList<>(waiting.values())) {
      int reader = Math.floorMod(split.journalId().hashCode(), context.currentParallelism());
      if (context.registeredReaders().containsKey(reader)) {
        context.assignSplit(split, reader);
        assigned.add(split.journalId());
        waiting.remove(split.journalId());
      }
    }
    if (discovered && boundedness == Boundedness.BOUNDED && waiting.isEmpty()) {
      context.registeredReaders().keySet().forEach(context::signalNoMoreSplits);
    }
  }

  @Override
  public JournalEnumeratorState snapshotState(long checkpointId) {
    return new JournalEnumeratorState(
        List.copyOf(waiting.values()), assigned.stream().sorted().toList());
  }

  @Override
  public void close() throws IOException {}
}
