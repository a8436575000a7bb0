package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Role;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One session, from its first byte on, for any bytes: what must hold whatever a client sends.
 *
 * <p>The first byte of an input says who logs in before the rest is sent (a vehicle, a controller,
 * nobody: then the rest must do it), the second how the rest is cut into reads. The session is the
 * gateway's own pipeline, but for the socket and the journal's file. Checked is that
 *
 * <ul>
 *   <li>no exception leaves a handler,
 *   <li>every buffer is given back, and few are held at a time,
 *   <li>every complete message has one outcome: journaled, a duplicate, rejected, answered with
 *       Pong; or the session was hung up with a reason,
 *   <li>what is journaled was sent, in this order, and can be parsed,
 *   <li>the last acknowledgement names the last seq that was journaled.
 * </ul>
 *
 * Jazzer calls {@link #fuzzerTestOneInput}; {@link SessionFuzzTest} runs both it and the corpus.
 */
public final class SessionFuzzer {
  private static final int MESSAGE_BYTES = 2048;
  private static final long MAX_BUFFERED_BYTES = 1 << 20;
  private static final Duration LONG = Duration.ofHours(1);
  private static final GatewayConfig CONFIG =
      GatewayConfig.plaintext()
          .withLimits(
              new SessionLimits(
                  new SessionLimits.Times(LONG, LONG, LONG, LONG),
                  new SessionLimits.Sizes(
                      MESSAGE_BYTES, MESSAGE_BYTES, 512, MESSAGE_BYTES, 64 << 10),
                  new SessionLimits.Rates(0, 0, 50),
                  SessionLimits.DEFAULT.counts()));
  private static final JournalWriter EMPTY_JOURNAL = emptyJournal();

  private static final JournalServing NOBODY_READS =
      new JournalServing(EMPTY_JOURNAL.dir(), InstantSource.system());

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  private final GatewayCounters counters = new GatewayCounters();
  private final List<byte[]> journaled = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private long lastSeq;
  private int rejects;
  private int pongs;
  private int hangups;
  private int welcomes;
  private long ackedSeq;

  private SessionFuzzer() {
    channel.config().setAllocator(buffers);
    Hangup.counts(channel, counters);
    Gate gate =
        new Gate(
            CONFIG,
            EMPTY_JOURNAL,
            (kind, sender, stream) -> new MemoryIntake(),
            InstantSource.fixed(Instant.EPOCH),
            Optional.empty(),
            new LiveSessions(4),
            new LiveSessions(4),
            NOBODY_READS,
            new Admission(CONFIG.limits().counts(), counters),
            new DiskAcks.ByLoop(EMPTY_JOURNAL.commit()),
            counters,
            new GatewayHealth(EMPTY_JOURNAL, Optional.empty(), System::nanoTime),
            new WireLogs());
    // Without FailureHandler, so that an exception comes out.
    channel
        .pipeline()
        .addLast(FrameDecoder.NAME, new FrameDecoder(CONFIG.limits()))
        .addLast(LoginHandler.NAME, new LoginHandler(gate));
  }

  /** Throws an AssertionError if something does not hold. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 2) {
      byte[] rest = Arrays.copyOfRange(input, 2, input.length);
      byte[] login = login(input[0] & 3);
      byte[] sent = Arrays.copyOf(login, login.length + rest.length);
      System.arraycopy(rest, 0, sent, login.length, rest.length);
      List<byte[]> messages = messages(sent);
      // A reader's session has threads of its own: not a matter of bytes alone.
      if (messages.isEmpty() || !isReader(messages.get(0))) {
        new SessionFuzzer().check(sent, messages, input[1] & 0xff);
      }
    }
  }

  /** How many are answered of so many pings that one read brings. */
  static int pongsFor(int pings) {
    SessionFuzzer session = new SessionFuzzer();
    byte[] login = login(0);
    session.channel.writeInbound(session.buffers.buffer().writeBytes(login));
    ByteBuf read = session.buffers.buffer();
    for (int i = 0; i < pings; i++) {
      read.writeBytes(new byte[] {2, ClientInput.PING << 3 | 2, 0});
    }
    session.channel.writeInbound(read);
    session.read();
    session.channel.finishAndReleaseAll();
    return session.pongs;
  }

  private void check(byte[] sent, List<byte[]> messages, int cut) {
    // Whoever sends this many pings reads their answers.
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1 << 24, 1 << 25));
    for (int at = 0, next; at < sent.length; at = next) {
      // From byte by byte to all at once.
      next = cut == 0 ? sent.length : Math.min(sent.length, at + cut);
      channel.writeInbound(buffers.buffer(next - at).writeBytes(sent, at, next - at));
      holds(
          buffers.metric().usedHeapMemory() < MAX_BUFFERED_BYTES,
          "buffered " + buffers.metric().usedHeapMemory());
      read();
    }
    channel.runPendingTasks();
    read();
    channel.finishAndReleaseAll();
    channel.checkException();
    holds(buffers.metric().usedHeapMemory() == 0, "leaked " + buffers.metric().usedHeapMemory());
    checkOutcomes(messages);
    checkJournaled(messages);
  }

  private void checkOutcomes(List<byte[]> messages) {
    long duplicates = counters.duplicates.sum();
    long outcomes = welcomes + journaled.size() + duplicates + rejects + pongs;
    String all =
        "messages=%d welcomes=%d journaled=%d duplicates=%d rejects=%d pongs=%d hangups=%d"
            .formatted(
                messages.size(), welcomes, journaled.size(), duplicates, rejects, pongs, hangups);
    holds(hangups <= 1 && welcomes <= 1, all);
    holds(hangups == 1 ? outcomes <= messages.size() : outcomes == messages.size(), all);
    holds(ackedSeq == lastSeq || hangups == 1, "acked=" + ackedSeq + " journaled=" + lastSeq);
    holds(ackedSeq <= lastSeq, "acked=" + ackedSeq + " journaled=" + lastSeq);
  }

  private void checkJournaled(List<byte[]> messages) {
    int at = 0;
    for (byte[] record : journaled) {
      while (at < messages.size() && !contains(messages.get(at), record)) {
        at++;
      }
      holds(at < messages.size(), "journaled what was not sent: " + Arrays.toString(record));
      at++;
    }
  }

  /** Whether the message ends in, or holds, just these bytes. */
  private static boolean contains(byte[] message, byte[] record) {
    for (int at = 0; at + record.length <= message.length; at++) {
      if (Arrays.equals(message, at, at + record.length, record, 0, record.length)) {
        return true;
      }
    }
    return false;
  }

  private void read() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuf answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
      byte[] bytes = new byte[answer.readableBytes()];
      answer.readBytes(bytes).release();
      out.writeBytes(bytes);
    }
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    try {
      for (ServerMessage answer = ServerMessage.parseDelimitedFrom(in);
          answer != null;
          answer = ServerMessage.parseDelimitedFrom(in)) {
        count(answer);
      }
    } catch (IOException e) {
      throw new AssertionError("the gateway's answers are not its protocol", e);
    }
  }

  private void count(ServerMessage answer) {
    switch (answer.getMessageCase()) {
      case WELCOME -> welcomes++;
      case PONG -> pongs++;
      case ACK -> ackedSeq = answer.getAck().getDurableSeq();
      case REJECT -> {
        holds(
            answer.getReject().getDetail().matches("[ -~]*"),
            "not printable: " + answer.getReject());
        if (answer.getReject().getSessionEnds()) {
          hangups++;
        } else {
          rejects++;
        }
      }
      case THROTTLE -> holds(answer.getThrottle().getPauseMs() > 0, answer.toString());
      default -> throw new AssertionError("unexpected: " + answer);
    }
  }

  /** What the journal would get. */
  private final class MemoryIntake implements Intake {
    private final List<byte[]> collected = new ArrayList<>();
    private final Set<Long> seqs = new HashSet<>();

    @Override
    public long lastSeq() {
      return lastSeq;
    }

    @Override
    public boolean mayLack(long seq) {
      return !seqs.contains(seq);
    }

    @Override
    public void dropDuplicate() {
      // Counted by the gateway's counters, which the verdict looks at.
    }

    @Override
    public int count() {
      return collected.size();
    }

    @Override
    public boolean hasRoomFor(int bytes) {
      return collected.size() < 3;
    }

    @Override
    public void add(long seq, long sampleTimeNs, byte[] in, int at, int length) {
      byte[] record = Arrays.copyOfRange(in, at, at + length);
      holds(seq > lastSeq && sampleTimeNs > 0, "seq=" + seq + " after " + lastSeq);
      holds(parses(record, seq), "seq=" + seq + " of " + Arrays.toString(record));
      lastSeq = seq;
      seqs.add(seq);
      collected.add(record);
    }

    @Override
    public long append(long receiveTimeNs) {
      journaled.addAll(collected);
      collected.clear();
      return journaled.size();
    }
  }

  private static boolean parses(byte[] record, long seq) {
    try {
      return TelemetryFrame.parseFrom(record).getSeq() == seq
          || RunEvent.parseFrom(record).getSeq() == seq;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** The complete messages of the stream, up to a length that no session outlives. */
  private static List<byte[]> messages(byte[] sent) {
    List<byte[]> messages = new ArrayList<>();
    int at = 0;
    while (at < sent.length) {
      long length = 0;
      int bytes = 0;
      byte last;
      do {
        if (at + bytes == sent.length || bytes == 5) {
          return messages;
        }
        last = sent[at + bytes];
        length |= (last & 0x7FL) << (7 * bytes++);
      } while (last < 0);
      if (length > sent.length - at - bytes) {
        return messages;
      }
      at += bytes;
      messages.add(Arrays.copyOfRange(sent, at, at + (int) length));
      at += (int) length;
    }
    return messages;
  }

  private static boolean isReader(byte[] message) {
    try {
      return ClientMessage.parseFrom(message).getHello().getRole() == Role.ROLE_READER;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static byte[] login(int who) {
    if (who > 1) {
      return new byte[0];
    }
    Hello.Builder hello =
        TestClient.hello("VX-12", new UUID(1, 2))
            .setRole(who == 0 ? Role.ROLE_VEHICLE : Role.ROLE_CONTROLLER);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ClientMessage.newBuilder().setHello(hello).build().writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static JournalWriter emptyJournal() {
    try {
      Path dir = Files.createTempDirectory("yardang-fuzz");
      JournalWriter journal = JournalWriter.open(dir.resolve("gw"), JournalSettings.SMALL);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(journal, dir)));
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(JournalWriter journal, Path dir) {
    journal.close();
    try (var files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void holds(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
