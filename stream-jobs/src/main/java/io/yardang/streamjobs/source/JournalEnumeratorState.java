package io.yardang.streamjobs.source;

import java.util.List;

/**
 * What the enumerator must not forget.
 *
 * @param waiting splits that no reader has
 * @param assigned ids of the journals whose splits readers have
 */
record JournalEnumeratorState(List<JournalSplit> waiting, List<String> assigned) {
  static final JournalEnumeratorState EMPTY = new JournalEnumeratorState(List.of(), List.of());
}
