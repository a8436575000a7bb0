package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogTurnsTest {
  private static final long NOW_NS = 1_800_000_000_000_000_000L;
  private static final long LONG_AGO_NS = NOW_NS - 2 * BacklogTurns.BACKLOG_AGE_NS;
  private static final int READ_BYTES = (int) BacklogTurns.BYTES_PER_ROUND / 2;

  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<BacklogTurns.Session> sessions = new ArrayList<>();

  @AfterEach
  void endRound() {
    nextRound();
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void shouldNotHoldBackWhatFitsIntoARound() {
    int session = session(LONG_AGO_NS);

    read(session, LONG_AGO_NS);
    read(session, LONG_AGO_NS);

    assertThat(isRead(session)).isTrue();
  }

  @Test
  void shouldHoldBackBacklogBeyondTheBudgetUntilTheNextRound() {
    int session = session(LONG_AGO_NS);

    read(session, LONG_AGO_NS);
    read(session, LONG_AGO_NS);
    read(session, LONG_AGO_NS);
    assertThat(isRead(session)).isFalse();

    nextRound();
    assertThat(isRead(session)).isTrue();
  }

  @Test
  void shouldNeverHoldBackALiveSession() {
    int backlog = session(LONG_AGO_NS);
    int live = session(NOW_NS);

    for (int i = 0; i < 10; i++) {
      read(backlog, LONG_AGO_NS);
      read(live, NOW_NS);
    }

    assertThat(isRead(live)).isTrue();
    assertThat(isRead(backlog)).isFalse();
  }

  @Test
  void shouldTakeASessionForLiveAgainOnceItsBacklogIsSent() {
    int session = session(LONG_AGO_NS);

    read(session, NOW_NS);
    for (int i = 0; i < 10; i++) {
      read(session, NOW_NS);
    }

    assertThat(isRead(session)).isTrue();
  }

  @Test
  void shouldGiveTheNextTurnToWhoHasWaitedLongest() {
    List<Integer> four =
        List.of(session(LONG_AGO_NS), session(LONG_AGO_NS), session(1), session(1));
    read(four.get(0), LONG_AGO_NS);
    read(four.get(0), LONG_AGO_NS);
    four.forEach(session -> read(session, LONG_AGO_NS));
    assertThat(four).noneMatch(this::isRead);

    nextRound();
    // The first alone used up a round last time.
    assertThat(four.stream().map(this::isRead)).containsExactly(true, false, false, false);
    nextRound();
    assertThat(four.stream().map(this::isRead)).containsExactly(true, true, true, false);
    nextRound();
    assertThat(four).allMatch(this::isRead);
  }

  /** A session that has shown how old its frames are. */
  private int session(long sampleTimeNs) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    sessions.add(new BacklogTurns.Session(channel.eventLoop(), new ReadStops(channel)));
    int session = sessions.size() - 1;
    sessions.get(session).frame(1, sampleTimeNs);
    sessions.get(session).readComplete(NOW_NS);
    return session;
  }

  private void read(int session, long sampleTimeNs) {
    sessions.get(session).frame(READ_BYTES, sampleTimeNs);
    sessions.get(session).readComplete(NOW_NS);
  }

  private boolean isRead(int session) {
    return channels.get(session).config().isAutoRead();
  }

  private void nextRound() {
    // Which of them has scheduled it does not matter; a second round is scheduled by the first.
    List<EmbeddedChannel> all = List.copyOf(channels);
    for (EmbeddedChannel channel : all) {
      if (channel.hasPendingTasks()) {
        channel.runScheduledPendingTasks();
        return;
      }
    }
  }
}
