package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalFullException;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Ping;
import io.yardang.v1.Pong;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase of a session: from the socket into the journal.
 *
 * <p>Each frame (of a vehicle) or run event (of a controller) is checked where it lies. What the
 * journal already has is dropped; what is wrong is rejected, and the session goes on. The rest of
 * what one socket read brought is appended as one entry, and then acknowledged once, when it is as
 * durable as {@link SessionAcks} says. While a client does not read its answers, or the journal is
 * short of room ({@link RoomPause}), nothing more is read from it.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class JournalHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "journal";

  /** Sent through each pipeline when the journal has become short of room, or has room again. */
  static final Object ROOM_CHANGED = new Object();

  /** Sent through each pipeline when the gateway is about to shut down. */
  static final Object READ_NO_MORE = new Object();

  private static final Logger log = LoggerFactory.getLogger(JournalHandler.class);

  private static final FieldCount FRAME_COUNT = FieldCount.of(TelemetryFrame.getDescriptor());
  private static final FieldCount RUN_EVENT_COUNT = FieldCount.of(RunEvent.getDescriptor());

  // Some 500 objects with all that can be told of each; a plan with zones of 30,000 points.
  private static final int MAX_FRAME_FIELDS = 20_000;
  private static final int MAX_RUN_EVENT_FIELDS = 100_000;

  private final Gate gate;
  private final String sender;
  private final RecordKind kind;
  private final Intake intake;
  private final SessionAcks acks;
  private final FrameHead head = new FrameHead();
  private final ReadStops reads;
  private final SessionPace pace;
  private final SlowReader slowReader;
  private final RoomPause roomPause;
  private final BacklogTurns.Session backlog;
  private long recordBytes;
  private int newGaps;
  private long newMissing;
  private boolean replied;

  JournalHandler(
      Gate gate, Channel channel, String sender, Role role, UUID stream, SessionAcks acks) {
    this.gate = gate;
    this.sender = sender;
    kind = role == Role.ROLE_VEHICLE ? RecordKind.FRAME : RecordKind.RUN_EVENT;
    intake = gate.intakes().open(kind, sender, stream);
    this.acks = acks;
    reads = new ReadStops(channel);
    pace = new SessionPace(gate, channel, reads, System.nanoTime());
    roomPause = new RoomPause(gate, channel, reads);
    backlog = new BacklogTurns.Session(channel.eventLoop(), reads);
    slowReader = new SlowReader(channel, reads, gate.config().limits().times().slowReader());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    acks.writeTo(ctx, reads);
    if (gate.journal().room().shortage().isPresent()) {
      // Behind what the login still does.
      ctx.executor().execute(roomPause::look);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return;
    }
    ClientInput input = (ClientInput) message;
    pace.message(input.messageLength());
    try {
      switch (input.open()) {
        case ClientInput.FRAME -> onFrame(ctx, input);
        case ClientInput.RUN_EVENT -> onRunEvent(ctx, input);
        case ClientInput.PING -> onPing(ctx, input);
        case ClientInput.SUBSCRIBE -> rejectRole(ctx, "only ROLE_READER reads the journal", 0);
        case ClientInput.HELLO -> rejectMalformed(ctx, "a second Hello", 0);
        default ->
            reject(
                ctx,
                RejectReason.REJECT_REASON_UNKNOWN_MESSAGE,
                "no message of protocol version 1 in a ClientMessage of "
                    + input.messageLength()
                    + " bytes",
                0);
      }
    } catch (MalformedException e) {
      rejectMalformed(ctx, e.getMessage(), 0);
    }
  }

  private void onFrame(ChannelHandlerContext ctx, ClientInput input) {
    Optional<String> excess;
    try {
      head.read(input.bytes(), input.from(), input.end());
      excess = FRAME_COUNT.excess(input.bytes(), input.from(), input.end(), MAX_FRAME_FIELDS);
    } catch (MalformedException e) {
      rejectMalformed(ctx, e.getMessage(), head.seq());
      return;
    }
    if (kind != RecordKind.FRAME) {
      rejectRole(ctx, "a controller sends run events, not frames", head.seq());
      return;
    }
    if (excess.isPresent()) {
      rejectMalformed(ctx, "a frame with " + excess.get(), head.seq());
      return;
    }
    accept(ctx, input, head.seq(), head.sampleTimeNs(), Optional.empty());
  }

  private void onRunEvent(ChannelHandlerContext ctx, ClientInput input) throws MalformedException {
    if (kind != RecordKind.RUN_EVENT) {
      // Unread: it may be costly to parse.
      rejectRole(ctx, "a vehicle sends frames, not run events", 0);
      return;
    }
    Optional<String> excess =
        RUN_EVENT_COUNT.excess(input.bytes(), input.from(), input.end(), MAX_RUN_EVENT_FIELDS);
    if (excess.isPresent()) {
      rejectMalformed(ctx, "a run event with " + excess.get(), 0);
      return;
    }
    try {
      RunEvent event = input.parse(RunEvent.parser());
      accept(
          ctx,
          input,
          event.getSeq(),
          event.getEventTimeUnixNs(),
          MessageRules.checkRunEvent(event));
    } catch (InvalidProtocolBufferException e) {
      MessageLite partial = e.getUnfinishedMessage();
      rejectMalformed(ctx, e.getMessage(), partial instanceof RunEvent event ? event.getSeq() : 0);
    }
  }

  private void onPing(ChannelHandlerContext ctx, ClientInput input) throws MalformedException {
    if (!ctx.channel().isWritable()) {
      // Who does not read its answers gets none: they would pile up here.
      return;
    }
    try {
      Ping ping = input.parseShort(Ping.parser());
      Pong pong =
          Pong.newBuilder()
              .setSentTimeUnixNs(ping.getSentTimeUnixNs())
              .setGatewayTimeUnixNs(gate.nowNs())
              .build();
      Replies.write(ctx.channel(), ServerMessage.newBuilder().setPong(pong).build());
      replied = true;
    } catch (InvalidProtocolBufferException e) {
      rejectMalformed(ctx, e.getMessage(), 0);
    }
  }

  private void accept(
      ChannelHandlerContext ctx,
      ClientInput input,
      long seq,
      long timeUnixNs,
      Optional<MessageRules.Violation> ofContent) {
    Optional<MessageRules.Violation> ofHead = MessageRules.checkSeqAndTime(seq, timeUnixNs);
    Optional<MessageRules.Violation> violation = ofHead.isPresent() ? ofHead : ofContent;
    if (violation.isPresent()) {
      reject(ctx, violation.get().reason(), violation.get().detail(), seq);
      return;
    }
    backlog.frame(input.length(), timeUnixNs);
    long lastSeq = intake.lastSeq();
    if (seq <= lastSeq && intake.mayLack(seq)) {
      gate.counters().late.increment();
      reject(
          ctx,
          RejectReason.REJECT_REASON_BAD_SEQ,
          "seq="
              + seq
              + " came after "
              + lastSeq
              + " of its stream, which had left it out: it is not kept; send seqs in order",
          seq);
      return;
    }
    if (seq <= lastSeq) {
      gate.counters().duplicates.increment();
      intake.dropDuplicate();
      acks.onDuplicate();
      return;
    }
    if (!intake.hasRoomFor(input.length()) && !append(ctx)) {
      return;
    }
    intake.add(seq, timeUnixNs, input.bytes(), input.from(), input.length());
    recordBytes += input.length();
    if (seq > lastSeq + 1) {
      newGaps++;
      newMissing += seq - lastSeq - 1;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!Hangup.isUnderWay(ctx.channel()) && append(ctx)) {
      replied |= acks.write();
    }
    backlog.readComplete(gate.nowNs());
    if (pace.readComplete(System.nanoTime()) || replied) {
      replied = false;
      ctx.flush();
    }
  }

  /** Appends what was collected, if anything; false when the journal refused. */
  private boolean append(ChannelHandlerContext ctx) {
    int count = intake.count();
    if (count == 0) {
      return true;
    }
    long startedNs = System.nanoTime();
    try {
      long index = intake.append(gate.nowNs());
      acks.appended(index, intake.lastSeq(), recordBytes);
      gate.counters().appendTimes.observeNs(System.nanoTime() - startedNs);
      gate.health().journalTakesEntries();
    } catch (JournalFullException e) {
      // What came with this read is lost here: the sender has to send it again.
      Hangup.because(
          ctx.channel(),
          RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE,
          "the disk of the gateway's journal is full; connect again later");
      return false;
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
    gate.serving().appended();
    (kind == RecordKind.FRAME ? gate.counters().frames : gate.counters().runEvents).add(count);
    gate.counters().bytes.add(recordBytes);
    recordBytes = 0;
    if (newGaps > 0) {
      gate.counters().gaps(newGaps, newMissing);
      newGaps = 0;
      newMissing = 0;
    }
    return true;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    slowReader.writabilityChanged();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ROOM_CHANGED) {
      roomPause.look();
    } else if (event == READ_NO_MORE) {
      reads.stop(ReadStops.Reason.SHUTDOWN);
    } else if (event instanceof IdleStateEvent) {
      Duration idle = gate.config().limits().times().idle();
      if (!reads.excusesSilence(idle.toNanos())) {
        Hangup.because(
            ctx.channel(),
            RejectReason.REJECT_REASON_IDLE_TIMEOUT,
            "silent for " + idle.toMillis() + " ms; send a Ping before");
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void rejectMalformed(ChannelHandlerContext ctx, String why, long seq) {
    reject(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, why, seq);
  }

  private void rejectRole(ChannelHandlerContext ctx, String detail, long seq) {
    reject(ctx, RejectReason.REJECT_REASON_WRONG_ROLE, detail, seq);
  }

  /** Refuses one message; {@code seq} 0 when it could not be read. */
  private void reject(ChannelHandlerContext ctx, RejectReason reason, String detail, long seq) {
    if (!pace.mayReject()) {
      return;
    }
    gate.counters().reject(reason);
    String why = Printable.of(detail);
    if (log.isDebugEnabled()) {
      SessionLog.say(
          ctx.channel(), () -> log.debug("{} sent what is refused: {}: {}", sender, reason, why));
    }
    Reject.Builder reject = Reject.newBuilder().setReason(reason).setDetail(why);
    if (seq != 0) {
      reject.setSeq(seq);
    }
    Replies.write(ctx.channel(), ServerMessage.newBuilder().setReject(reject).build());
    replied = true;
  }
}
