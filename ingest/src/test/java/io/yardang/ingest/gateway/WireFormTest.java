package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.yardang.v1.Alarm;
import io.yardang.v1.Energy;
import io.yardang.v1.Fault;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.Motion;
import io.yardang.v1.Patrol;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** protobuf-java's own parser is the judge. */
class WireFormTest {
  private static final int ROUNDS = 100_000;
  private final FrameHead head = new FrameHead();

  @Test
  void shouldAgreeWithProtobufOnMutatedFrames() {
    long seed = 20261124;
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(random, seedFrame(random));
      if (agrees(bytes, "seed=" + seed + ", round=" + round)) {
        accepted++;
      }
    }
    assertThat(accepted).as("both verdicts occur").isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
  }

  @Test
  void shouldAgreeWithProtobufOnRandomFieldSequences() {
    long seed = 7;
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int fields = random.nextInt(4); fields >= 0; fields--) {
        writeField(random, out, 2);
      }
      if (agrees(out.toByteArray(), "seed=" + seed + ", round=" + round)) {
        accepted++;
      }
    }
    assertThat(accepted).as("both verdicts occur").isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
  }

  @Test
  void shouldAgreeOnTheCornersOfTheWireFormat() {
    for (String hex :
        new String[] {
          "",
          "00",
          "08ffffffffffffffffff01", // ten bytes of varint
          "08ffffffffffffffffff7f", // bits above 64
          "08ffffffffffffffffffff01", // eleven
          "0880808080808080808000", // overlong zero
          "8880808000 07", // overlong tag of field 1
          "888080808000 07", // longer still
          "8880808080808080808000 07",
          "8880808080808080808001 07",
          "88808080808080808080ff01 07",
          "0807 0809", // the last one wins
          "11 0100000000000000 11 0200000000000000",
          "0a00", // field 1 as bytes: unknown
          "0d00000000", // field 1 as fixed32: unknown
          "0b08070c", // field 1 as a group
          "0b0807", // … that does not end
          "0b080714", // … that another ends
          "0c", // an end alone
          "0e",
          "0f",
          "1a00", // an empty clock
          "1aff", // length cut off
          "1affffffff0f", // length -1
          "1affffffff07", // length 2^31 - 1
          "1a8080808010", // length 2^32
          "1a03080110", // a sub-message cut off inside
          "1a020b08", // a group across the end of a sub-message
          "220168",
          "62040a02c3a4", // é as checkpoint id
          "62040a02c3c3",
          "62050a03eda080", // a surrogate
          "62050a03c08080",
          "62060a04f4908080", // above U+10FFFF
          "62060a04f48fbfbf",
          "a2060568656c6c6f", // an unknown field
          "fa ff ff ff 0f 00", // the highest field number
          "f8 ff ff ff 0f 00",
          "fa ff ff ff 1f 00", // above it
        }) {
      byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
      agrees(bytes, hex);
    }
  }

  @Test
  void shouldRefuseDeepNesting() throws Exception {
    byte[] allowed = groups(WireForm.MAX_DEPTH);
    head.read(allowed, 0, allowed.length);
    byte[] tooDeep = groups(WireForm.MAX_DEPTH + 1);
    assertThat(TelemetryFrame.parseFrom(tooDeep)).isNotNull();
    assertThatThrownBy(() -> head.read(tooDeep, 0, tooDeep.length))
        .hasMessage("nested more than 32 deep");
    // A bomb is refused by its depth, not by a stack overflow.
    byte[] bomb = new byte[1 << 20];
    Arrays.fill(bomb, (byte) 0x0b);
    assertThatThrownBy(() -> head.read(bomb, 0, bomb.length))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void shouldRefuseVarintsWithoutAnEndThatProtobufJavaReads() throws Exception {
    byte[] bytes = HexFormat.of().parseHex("08ffffffffffffffffffff" + "1100000000000000ff");
    assertThat(TelemetryFrame.parseFrom(bytes).getSeq()).isEqualTo(-1);
    assertThatThrownBy(() -> head.read(bytes, 0, bytes.length))
        .hasMessage("varint of more than 10 bytes");
  }

  @Test
  void shouldKnowPackedAndRecursiveTypes() throws Exception {
    Descriptor type = everyType();
    WireForm form = WireForm.of(type);
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS / 3; round++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int fields = random.nextInt(3); fields >= 0; fields--) {
        writeField(random, out, 3);
      }
      byte[] bytes = out.toByteArray();
      boolean accepted = true;
      try {
        form.check(bytes, 0, bytes.length);
      } catch (MalformedException e) {
        if (isStricter(e)) {
          continue;
        }
        accepted = false;
      }
      assertThat(accepted)
          .as("round=%d, bytes=%s", round, HexFormat.of().formatHex(bytes))
          .isEqualTo(parses(type, bytes));
    }
  }

  private boolean agrees(byte[] bytes, String which) {
    TelemetryFrame parsed = null;
    long seqOfPartial = 0;
    try {
      parsed = TelemetryFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      seqOfPartial = ((TelemetryFrame) e.getUnfinishedMessage()).getSeq();
    }
    // Between other bytes, as from the socket.
    byte[] in = join(join(new byte[] {-1, -1, -1, -1, -1}, bytes), new byte[] {8, 8, 8, 8});
    boolean accepted = true;
    try {
      head.read(in, 5, 5 + bytes.length);
    } catch (MalformedException e) {
      if (isStricter(e)) {
        return false;
      }
      accepted = false;
    }
    String as = which + ", bytes=" + HexFormat.of().formatHex(bytes);
    assertThat(accepted).as(as).isEqualTo(parsed != null);
    if (accepted) {
      assertThat(head.seq()).as(as).isEqualTo(parsed.getSeq());
      assertThat(head.sampleTimeNs()).as(as).isEqualTo(parsed.getSampleTimeUnixNs());
    } else {
      assertThat(head.seq()).as(as).isEqualTo(seqOfPartial);
    }
    return accepted;
  }

  /** Where both the verdict and the seq before it may differ from protobuf-java's. */
  private static boolean isStricter(MalformedException e) {
    return e.getMessage().equals("varint of more than 10 bytes");
  }

  private static boolean parses(Descriptor type, byte[] bytes) {
    try {
      return DynamicMessage.parseFrom(type, bytes).isInitialized();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static byte[] groups(int depth) {
    byte[] bytes = new byte[2 * depth];
    Arrays.fill(bytes, 0, depth, (byte) 0x0b);
    Arrays.fill(bytes, depth, 2 * depth, (byte) 0x0c);
    return bytes;
  }

  private static byte[] seedFrame(Random random) {
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(random.nextLong() >>> random.nextInt(64))
            .setSampleTimeUnixNs(random.nextLong());
    if (random.nextBoolean()) {
      frame.setPosition(GeodeticPosition.newBuilder().setLatitudeDeg(45).setSatellites(12));
    }
    if (random.nextBoolean()) {
      frame.setMotion(Motion.newBuilder().setSpeedMps(3)).setEnergy(Energy.getDefaultInstance());
    }
    if (random.nextBoolean()) {
      frame.addObjects(PerceivedObject.newBuilder().setId(-1).setXM(4));
      frame.addFaults(
          Fault.newBuilder().setCode("P0420").setText("catalyst \u6548\u7387 \uD83D\uDE97"));
    }
    if (random.nextInt(4) == 0) {
      frame.setPatrol(Patrol.newBuilder().addAlarms(Alarm.newBuilder().setText("fire")));
    }
    if (random.nextInt(4) == 0) {
      UnknownFieldSet.Field inner = UnknownFieldSet.Field.newBuilder().addVarint(3).build();
      UnknownFieldSet group = UnknownFieldSet.newBuilder().addField(5, inner).build();
      UnknownFieldSet.Field field =
          UnknownFieldSet.Field.newBuilder().addGroup(group).addFixed32(9).build();
      frame.setUnknownFields(UnknownFieldSet.newBuilder().addField(77, field).build());
    }
    return frame.build().toByteArray();
  }

  private static byte[] mutate(Random random, byte[] original) {
    byte[] bytes = original;
    for (int change = random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(bytes.length + 1);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> {
          if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
        case 2 -> {
          if (at < bytes.length) {
            bytes[at] = (byte) random.nextInt();
          }
        }
        case 3 -> bytes = join(bytes, original);
        case 4 -> {
          byte[] head = Arrays.copyOf(bytes, at);
          byte[] inserted = new byte[random.nextInt(3)];
          random.nextBytes(inserted);
          bytes = join(join(head, inserted), Arrays.copyOfRange(bytes, at, bytes.length));
        }
        default ->
            bytes =
                join(
                    Arrays.copyOf(bytes, at),
                    Arrays.copyOfRange(
                        bytes, Math.min(bytes.length, at + random.nextInt(4)), bytes.length));
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A field of any number and wire type, mostly sound, often not what the schema says. */
  private static void writeField(Random random, ByteArrayOutputStream out, int depth) {
    int number = 1 + random.nextInt(random.nextInt(8) == 0 ? 1000 : 16);
    int wireType = random.nextInt(30) == 0 ? random.nextInt(8) : random.nextInt(6);
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> writeVarint(random, field);
      case WireFormat.WIRETYPE_FIXED64 -> field.writeBytes(random(random, 8));
      case WireFormat.WIRETYPE_FIXED32 -> field.writeBytes(random(random, 4));
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (depth > 0 && random.nextBoolean()) {
          writeField(random, content, depth - 1);
        } else if (random.nextBoolean()) {
          content.writeBytes(ByteString.copyFromUtf8("caf\u00e9").toByteArray());
        } else {
          content.writeBytes(random(random, random.nextInt(17)));
        }
        writeRawVarint(content.size() + (random.nextInt(20) == 0 ? 1 : 0), field);
        field.writeBytes(content.toByteArray());
      }
      case WireFormat.WIRETYPE_START_GROUP -> {
        if (depth > 0) {
          writeField(random, field, depth - 1);
        }
        writeRawVarint(
            (random.nextInt(20) == 0 ? number + 1 : number) << 3 | WireFormat.WIRETYPE_END_GROUP,
            field);
      }
      default -> {
        if (random.nextInt(10) > 0) {
          return;
        }
      }
    }
    writeRawVarint(number << 3 | wireType, out);
    out.writeBytes(field.toByteArray());
  }

  private static void writeVarint(Random random, ByteArrayOutputStream out) {
    for (int more = random.nextInt(random.nextInt(10) == 0 ? 12 : 3); more > 0; more--) {
      out.write(random.nextInt() | 0x80);
    }
    out.write(random.nextInt(128));
  }

  private static void writeRawVarint(int value, ByteArrayOutputStream out) {
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(out, 16);
      coded.writeUInt32NoTag(value);
      coded.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Repeated fields of all scalar types, strings, bytes, and the type itself. */
  private static Descriptor everyType() throws Exception {
    DescriptorProto.Builder every = DescriptorProto.newBuilder().setName("Every");
    int number = 0;
    for (FieldDescriptorProto.Type type : FieldDescriptorProto.Type.values()) {
      if (type == FieldDescriptorProto.Type.TYPE_GROUP
          || type == FieldDescriptorProto.Type.TYPE_ENUM) {
        continue;
      }
      number++;
      FieldDescriptorProto.Builder field =
          FieldDescriptorProto.newBuilder()
              .setName("f" + number)
              .setNumber(number)
              .setType(type)
              .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
      if (type == FieldDescriptorProto.Type.TYPE_MESSAGE) {
        field.setTypeName(".Every").setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
      }
      every.addField(field);
    }
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("every.proto")
            .setSyntax("proto3")
            .addMessageType(every)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Every");
  }
}
