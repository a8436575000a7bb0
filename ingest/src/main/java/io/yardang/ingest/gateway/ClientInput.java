package io.yardang.ingest.gateway;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.yardang.v1.ClientMessage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One ClientMessage, opened just enough to keep the original bytes of what is in it.
 *
 * @param field number of the field of ClientMessage that is set; 0: none that we know
 * @param message the whole ClientMessage
 * @param offset where the bytes of that field begin
 * @param length how many they are
 */
@SuppressWarnings("ArrayRecordComponent")
record ClientInput(int field, byte[] message, int offset, int length) {
  static final int HELLO = ClientMessage.HELLO_FIELD_NUMBER;
  static final int FRAME = ClientMessage.FRAME_FIELD_NUMBER;
  static final int RUN_EVENT = ClientMessage.RUN_EVENT_FIELD_NUMBER;
  static final int PING = ClientMessage.PING_FIELD_NUMBER;

  /**
   * @throws InvalidProtocolBufferException if it is not protobuf, or holds more than one message
   */
  static ClientInput of(byte[] message) throws InvalidProtocolBufferException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    ClientInput found = new ClientInput(0, message, 0, 0);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (!isKnown(field)
            || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          in.skipField(tag);
          continue;
        }
        if (found.field != 0) {
          throw new InvalidProtocolBufferException(
              "fields " + found.field + " and " + field + " in one ClientMessage");
        }
        int length = in.readRawVarint32();
        found = new ClientInput(field, message, in.getTotalBytesRead(), length);
        in.skipRawBytes(length);
      }
      return found;
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  /** The original bytes of the field. */
  ByteBuffer bytes() {
    return ByteBuffer.wrap(message, offset, length);
  }

  private static boolean isKnown(int field) {
    return field == HELLO || field == FRAME || field == RUN_EVENT || field == PING;
  }
}
