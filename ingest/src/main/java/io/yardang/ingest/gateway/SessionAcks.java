package io.yardang.ingest.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.yardang.ingest.journal.JournalException;
import io.yardang.v1.AckLevel;
import io.yardang.v1.RejectReason;

/**
 * When a session acknowledges, and up to which seq: at level PAGE_CACHE at the end of each read, at
 * level DISK when a force has covered what the read brought. While max_unacked_bytes or more wait
 * for the disk, nothing is read. On the session's event loop only.
 */
final class SessionAcks {
  private final Gate gate;
  private final AckLevel level;
  private long durableSeq;
  private int unforced;
  private long unforcedBytes;
  private boolean isDue;
  private ChannelHandlerContext ctx;
  private ReadStops reads;

  /**
   * @param level what an Ack of this session promises
   * @param durableSeq what the Welcome told
   */
  SessionAcks(Gate gate, AckLevel level, long durableSeq) {
    this.gate = gate;
    this.level = level;
    this.durableSeq = durableSeq;
  }

  /** To be called first. */
  void writeTo(ChannelHandlerContext context, ReadStops readStops) {
    ctx = context;
    reads = readStops;
  }

  /** The session's records up to this seq, so many bytes, are in the entry of this index. */
  void appended(long index, long lastSeq, long bytes) {
    isDue = true;
    if (level == AckLevel.ACK_LEVEL_DISK) {
      unforced++;
      unforcedBytes += bytes;
      if (unforcedBytes >= gate.config().limits().sizes().unackedBytes()) {
        reads.stop(ReadStops.Reason.UNACKED);
      }
      gate.diskAcks().of(ctx.channel().eventLoop()).add(this, index, lastSeq, bytes);
    } else {
      durableSeq = lastSeq;
    }
  }

  /** The client sent what the journal has: it does not know how far that is durable. */
  void onDuplicate() {
    isDue = true;
  }

  /** Writes an Ack if one is due and nothing of it waits for the disk; the caller flushes. */
  boolean write() {
    if (!isDue || unforced > 0) {
      return false;
    }
    isDue = false;
    writeAck();
    return true;
  }

  /** A force has covered one append, which ended with this seq. */
  void forced(long lastSeq, long bytes) {
    unforced--;
    unforcedBytes -= bytes;
    durableSeq = lastSeq;
    if (unforcedBytes < gate.config().limits().sizes().unackedBytes()) {
      reads.go(ReadStops.Reason.UNACKED);
    }
  }

  /** Acknowledges what {@link #forced} told. */
  void flush() {
    isDue = unforced > 0;
    if (ctx.channel().isActive() && !Hangup.isUnderWay(ctx.channel())) {
      writeAck();
      ctx.flush();
    }
  }

  private void writeAck() {
    Replies.writeAck(ctx, durableSeq, level);
    gate.counters().ack(level);
  }

  void failed(JournalException failure) {
    gate.health().journalRefuses(failure.getMessage());
    Hangup.because(
        ctx.channel(),
        RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE,
        "the gateway cannot force its journal to disk; connect again later");
  }
}
