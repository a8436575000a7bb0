package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Throttle;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds one session back while the journal is short of room: nothing is read from it, so that its
 * data stays with the sender; a Throttle tells it so, and again every few seconds. On the session's
 * event loop only.
 */
// A write that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class RoomPause {
  private static final int REMIND_EVERY_MS = 2_000;

  private final Gate gate;
  private final Channel channel;
  private final ReadStops reads;
  private boolean isOn;
  private boolean isReminding;

  RoomPause(Gate gate, Channel channel, ReadStops reads) {
    this.gate = gate;
    this.channel = channel;
    this.reads = reads;
  }

  /** To be called at the start of the session, and when the journal's room has changed. */
  void look() {
    Optional<String> shortage = gate.journal().room().shortage();
    if (shortage.isEmpty()) {
      end();
      return;
    }
    if (!isOn) {
      isOn = true;
      reads.stop(ReadStops.Reason.NO_ROOM);
      throttle();
    }
    if (!isReminding) {
      isReminding = true;
      channel.eventLoop().schedule(this::remind, REMIND_EVERY_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void remind() {
    isReminding = false;
    if (isOn && channel.isActive()) {
      throttle();
      look();
    }
  }

  private void throttle() {
    // Who does not read its answers gets no more of them.
    if (!channel.isWritable() || Hangup.isUnderWay(channel)) {
      return;
    }
    gate.counters().throttles.increment();
    Throttle throttle =
        Throttle.newBuilder()
            .setPauseMs(REMIND_EVERY_MS)
            .setDetail("the disk of the gateway's journal is full; keep your data")
            .build();
    Replies.write(channel, ServerMessage.newBuilder().setThrottle(throttle).build());
    channel.flush();
  }

  private void end() {
    if (isOn) {
      isOn = false;
      reads.go(ReadStops.Reason.NO_ROOM);
    }
  }
}
