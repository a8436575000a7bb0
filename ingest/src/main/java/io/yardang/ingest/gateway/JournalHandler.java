package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Ack;
import io.yardang.v1.Ping;
import io.yardang.v1.Pong;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase of a session: from the socket into the journal.
 *
 * <p>Each frame (of a vehicle) or run event (of a controller) is checked. What the journal already
 * has is dropped; what is wrong is rejected, and the session goes on. The rest of what one socket
 * read brought is appended as one entry, and then acknowledged once. While a client does not read
 * its answers, nothing more is read from it.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class JournalHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "journal";
  private static final Logger log = LoggerFactory.getLogger(JournalHandler.class);

  private final Gate gate;
  private final String sender;
  private final RecordKind kind;
  private final UUID stream;
  private final int maxEntryBytes;
  private final JournalEntry entry = new JournalEntry();
  private long recordBytes;
  private boolean ackDue;

  JournalHandler(Gate gate, String sender, Role role, UUID stream) {
    this.gate = gate;
    this.sender = sender;
    this.stream = stream;
    kind = role == Role.ROLE_VEHICLE ? RecordKind.FRAME : RecordKind.RUN_EVENT;
    maxEntryBytes = gate.journal().maxEntryBytes();
    beginEntry();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return;
    }
    ClientInput input;
    try {
      input = ClientInput.of((byte[]) message);
    } catch (InvalidProtocolBufferException e) {
      rejectMalformed(ctx, e, 0);
      return;
    }
    switch (input.field()) {
      case ClientInput.FRAME -> onFrame(ctx, input);
      case ClientInput.RUN_EVENT -> onRunEvent(ctx, input);
      case ClientInput.PING -> onPing(ctx, input);
      case ClientInput.HELLO ->
          reject(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, "a second Hello", 0);
      default ->
          reject(
              ctx,
              RejectReason.REJECT_REASON_UNKNOWN_MESSAGE,
              "no message of protocol version 1 in a ClientMessage of "
                  + input.message().length
                  + " bytes",
              0);
    }
  }

  private void onFrame(ChannelHandlerContext ctx, ClientInput input) {
    try {
      TelemetryFrame frame =
          TelemetryFrame.parser().parseFrom(input.message(), input.offset(), input.length());
      if (kind != RecordKind.FRAME) {
        rejectRole(ctx, "a controller sends run events, not frames", frame.getSeq());
        return;
      }
      accept(ctx, input, frame.getSeq(), frame.getSampleTimeUnixNs(), Optional.empty());
    } catch (InvalidProtocolBufferException e) {
      MessageLite partial = e.getUnfinishedMessage();
      rejectMalformed(ctx, e, partial instanceof TelemetryFrame frame ? frame.getSeq() : 0);
    }
  }

  private void onRunEvent(ChannelHandlerContext ctx, ClientInput input) {
    try {
      RunEvent event = RunEvent.parser().parseFrom(input.message(), input.offset(), input.length());
      if (kind != RecordKind.RUN_EVENT) {
        rejectRole(ctx, "a vehicle sends frames, not run events", event.getSeq());
        return;
      }
      accept(
          ctx,
          input,
          event.getSeq(),
          event.getEventTimeUnixNs(),
          MessageRules.checkRunEvent(event));
    } catch (InvalidProtocolBufferException e) {
      MessageLite partial = e.getUnfinishedMessage();
      rejectMalformed(ctx, e, partial instanceof RunEvent event ? event.getSeq() : 0);
    }
  }

  private void onPing(ChannelHandlerContext ctx, ClientInput input) {
    try {
      Ping ping = Ping.parser().parseFrom(input.message(), input.offset(), input.length());
      Pong pong =
          Pong.newBuilder()
              .setSentTimeUnixNs(ping.getSentTimeUnixNs())
              .setGatewayTimeUnixNs(gate.nowNs())
              .build();
      Replies.write(ctx.channel(), ServerMessage.newBuilder().setPong(pong).build());
    } catch (InvalidProtocolBufferException e) {
      rejectMalformed(ctx, e, 0);
    }
  }

  private void accept(
      ChannelHandlerContext ctx,
      ClientInput input,
      long seq,
      long timeUnixNs,
      Optional<MessageRules.Violation> ofContent) {
    Optional<MessageRules.Violation> violation =
        MessageRules.checkSeqAndTime(seq, timeUnixNs).or(() -> ofContent);
    if (violation.isPresent()) {
      reject(ctx, violation.get().reason(), violation.get().detail(), seq);
      return;
    }
    long lastSeq = entry.count() > 0 ? entry.lastSeq() : gate.journal().durableSeq(stream);
    if (seq <= lastSeq) {
      gate.counters().duplicates.increment();
      ackDue = true;
      return;
    }
    if (seq > lastSeq + 1) {
      gate.counters().gap(seq - lastSeq - 1);
    }
    if (entry.sizeBytesWith(input.length()) > maxEntryBytes && !append(ctx)) {
      return;
    }
    entry.add(seq, timeUnixNs, input.bytes());
    recordBytes += input.length();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!Hangup.isUnderWay(ctx.channel()) && append(ctx) && ackDue) {
      ackDue = false;
      Ack ack =
          Ack.newBuilder()
              .setDurableSeq(gate.journal().durableSeq(stream))
              .setAckLevel(gate.config().ackLevel())
              .build();
      Replies.write(ctx.channel(), ServerMessage.newBuilder().setAck(ack).build());
      gate.counters().ack(ack.getAckLevel());
    }
    ctx.flush();
  }

  /** Appends what was collected, if anything; false when the journal refused. */
  private boolean append(ChannelHandlerContext ctx) {
    if (entry.count() == 0) {
      return true;
    }
    long startedNs = System.nanoTime();
    try {
      gate.journal().append(entry, gate.nowNs());
      gate.counters().appendTimes.observeNs(System.nanoTime() - startedNs);
      gate.health().journalTakesEntries();
    } catch (JournalException e) {
      gate.health().journalRefuses(e.getMessage());
      SessionLog.say(
          ctx.channel(),
          () -> log.error("journal refuses the frames of {}: {}", sender, e.getMessage(), e));
      Hangup.because(
          ctx.channel(),
          RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE,
          "the gateway cannot write its journal; connect again later");
      return false;
    }
    (kind == RecordKind.FRAME ? gate.counters().frames : gate.counters().runEvents)
        .add(entry.count());
    gate.counters().bytes.add(recordBytes);
    ackDue = true;
    beginEntry();
    return true;
  }

  private void beginEntry() {
    entry.begin(kind, sender, stream);
    recordBytes = 0;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!Hangup.isUnderWay(ctx.channel())) {
      ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      Hangup.because(
          ctx.channel(),
          RejectReason.REJECT_REASON_IDLE_TIMEOUT,
          "silent for " + gate.config().idleTimeout().toMillis() + " ms; send a Ping before");
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void rejectMalformed(
      ChannelHandlerContext ctx, InvalidProtocolBufferException e, long seq) {
    reject(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, e.getMessage(), seq);
  }

  private void rejectRole(ChannelHandlerContext ctx, String detail, long seq) {
    reject(ctx, RejectReason.REJECT_REASON_WRONG_ROLE, detail, seq);
  }

  /** Refuses one message; {@code seq} 0 when it could not be read. */
  private void reject(ChannelHandlerContext ctx, RejectReason reason, String detail, long seq) {
    gate.counters().reject(reason);
    if (log.isDebugEnabled()) {
      SessionLog.say(
          ctx.channel(),
          () -> log.debug("{} sent what is refused: {}: {}", sender, reason, detail));
    }
    Reject.Builder reject = Reject.newBuilder().setReason(reason).setDetail(detail);
    if (seq != 0) {
      reject.setSeq(seq);
    }
    Replies.write(ctx.channel(), ServerMessage.newBuilder().setReject(reject).build());
  }
}
