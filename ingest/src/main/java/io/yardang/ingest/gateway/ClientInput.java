package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.yardang.v1.ClientMessage;
import java.util.Arrays;

/**
 * One ClientMessage where it lies in the bytes that came from the socket, opened just enough to
 * keep the original bytes of what is in it.
 *
 * <p>Reused for the next message: it, and the bytes, are only good until the call it is given to
 * returns. {@link #copy} lasts.
 */
final class ClientInput {
  static final int HELLO = ClientMessage.HELLO_FIELD_NUMBER;
  static final int FRAME = ClientMessage.FRAME_FIELD_NUMBER;
  static final int RUN_EVENT = ClientMessage.RUN_EVENT_FIELD_NUMBER;
  static final int PING = ClientMessage.PING_FIELD_NUMBER;
  static final int SUBSCRIBE = ClientMessage.SUBSCRIBE_FIELD_NUMBER;
  static final int CREDIT = ClientMessage.CREDIT_FIELD_NUMBER;
  static final int SCORED = ClientMessage.SCORED_FIELD_NUMBER;

  /** Of the messages with a number or two in them, with room for what a later version adds. */
  private static final int MAX_SHORT_BYTES = 128;

  private static final int DELIMITED = 2;

  private byte[] bytes;
  private int messageAt;
  private int messageEnd;
  private int field;
  private int from;
  private int end;

  /** Names the message: {@code length} bytes from {@code at}. */
  void is(byte[] message, int at, int length) {
    bytes = message;
    messageAt = at;
    messageEnd = at + length;
  }

  /**
   * Finds the field that is set.
   *
   * @return its number; 0: none that we know
   * @throws MalformedException if it is not protobuf, or holds more than one message
   */
  int open() throws MalformedException {
    field = 0;
    int at = messageAt;
    while (at < messageEnd) {
      int tagAt = at;
      at = WireForm.varintEnd(bytes, tagAt, messageEnd);
      int tag = (int) WireForm.varint(bytes, tagAt, at);
      int valueAt = at;
      at = WireForm.UNKNOWN.skip(bytes, tag, valueAt, messageEnd);
      if (isKnown(tag)) {
        if (field != 0) {
          throw new MalformedException(
              "fields " + field + " and " + (tag >>> 3) + " in one ClientMessage");
        }
        field = tag >>> 3;
        from = WireForm.varintEnd(bytes, valueAt, at);
        end = at;
      }
    }
    return field;
  }

  private static boolean isKnown(int tag) {
    return (tag & 7) == DELIMITED && tag >>> 3 >= HELLO && tag >>> 3 <= SCORED;
  }

  /** In which {@link #from} and {@link #end} are indexes. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the bytes of the field that is set begin. */
  int from() {
    return from;
  }

  /** Where they end. */
  int end() {
    return end;
  }

  int length() {
    return end - from;
  }

  /** Of the whole ClientMessage. */
  int messageLength() {
    return messageEnd - messageAt;
  }

  /** The field that is set, as an object. */
  <T> T parse(Parser<T> parser) throws InvalidProtocolBufferException {
    return parser.parseFrom(bytes, from, end - from);
  }

  /**
   * The field that is set, as an object, if it is a message of a few numbers: in a long one there
   * is nothing that we want, and parsing it costs far more than sending it.
   *
   * @throws MalformedException if it is too long
   */
  <T> T parseShort(Parser<T> parser) throws MalformedException, InvalidProtocolBufferException {
    if (length() > MAX_SHORT_BYTES) {
      throw new MalformedException(
          "field "
              + field
              + " of a ClientMessage has "
              + length()
              + " bytes; at most "
              + MAX_SHORT_BYTES);
    }
    return parse(parser);
  }

  /** The same message, for later. */
  ClientInput copy() {
    ClientInput copy = new ClientInput();
    copy.is(Arrays.copyOfRange(bytes, messageAt, messageEnd), 0, messageLength());
    return copy;
  }
}
