package io.yardang.rigs.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The messages that are not known to be durable, in order of seq: first those on the wire, then
 * those still to be written. Not thread-safe.
 */
final class UnackedBuffer {
  /**
   * One message as it goes over the wire, with its length prefix.
   *
   * @param seq within the stream
   * @param bytes length prefix and message
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Message(long seq, byte[] bytes) {}

  private Deque<Message> onTheWire = new ArrayDeque<>();
  private Deque<Message> toWrite = new ArrayDeque<>();
  private long bytes;
  private long bytesOnTheWire;
  private long writtenSeqMax;
  private long resent;

  void add(Message message) {
    toWrite.addLast(message);
    bytes += message.bytes().length;
  }

  /** The next message to write, or null when there is none or the window is full. */
  Message nextWithin(long windowBytes) {
    Message next = toWrite.peekFirst();
    if (next == null) {
      return null;
    }
    // One message always fits, or a small window would stop the stream for ever.
    if (bytesOnTheWire > 0 && bytesOnTheWire + next.bytes().length > windowBytes) {
      return null;
    }
    onTheWire.addLast(toWrite.removeFirst());
    bytesOnTheWire += next.bytes().length;
    if (next.seq() <= writtenSeqMax) {
      resent++;
    } else {
      writtenSeqMax = next.seq();
    }
    return next;
  }

  /** Releases all up to and including {@code durableSeq}; gives how many these were. */
  int release(long durableSeq) {
    int released = 0;
    while (!onTheWire.isEmpty() && onTheWire.peekFirst().seq() <= durableSeq) {
      forgetWritten(onTheWire.removeFirst());
      released++;
    }
    while (onTheWire.isEmpty() && !toWrite.isEmpty() && toWrite.peekFirst().seq() <= durableSeq) {
      bytes -= toWrite.removeFirst().bytes().length;
      released++;
    }
    return released;
  }

  /** Releases one message that was written; false when it is not there. */
  boolean releaseOnly(long seq) {
    for (Iterator<Message> written = onTheWire.iterator(); written.hasNext(); ) {
      Message message = written.next();
      if (message.seq() == seq) {
        written.remove();
        forgetWritten(message);
        return true;
      }
    }
    return false;
  }

  /** The connection is gone: what was on the wire is to be written again. */
  void rewind() {
    onTheWire.addAll(toWrite);
    toWrite = onTheWire;
    onTheWire = new ArrayDeque<>();
    bytesOnTheWire = 0;
  }

  boolean isEmpty() {
    return onTheWire.isEmpty() && toWrite.isEmpty();
  }

  /** Of everything that is not released. */
  long bytes() {
    return bytes;
  }

  long resent() {
    return resent;
  }

  private void forgetWritten(Message message) {
    bytes -= message.bytes().length;
    bytesOnTheWire -= message.bytes().length;
  }
}
