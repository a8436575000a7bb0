package io.yardang.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the wire format: for every message there is a file of bytes written once (golden/v1/*.bin)
 * and what they mean (*.txtpb). Bytes of old senders must go on meaning the same; a new field does
 * not change these files. A new message gets its files with {@code -Dgolden.write=true}, which
 * never overwrites one.
 */
class GoldenBytesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/v1");

  static Stream<Descriptor> messages() {
    List<FileDescriptor> files =
        List.of(
            SessionProto.getDescriptor(),
            ReaderProto.getDescriptor(),
            TelemetryProto.getDescriptor(),
            RunProto.getDescriptor(),
            ResultsProto.getDescriptor());
    return files.stream().flatMap(file -> file.getMessageTypes().stream());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldReadOldBytesAsTheyWereMeant(Descriptor type) throws IOException {
    Path bytes = GOLDEN.resolve(type.getName() + ".bin");
    Path meaning = GOLDEN.resolve(type.getName() + ".txtpb");
    if (Boolean.getBoolean("golden.write") && !Files.exists(bytes)) {
      Message sample = filled(type);
      Files.write(bytes, sample.toByteArray());
      Files.writeString(meaning, TextFormat.printer().printToString(sample));
    }
    assertThat(bytes).as("golden bytes; write them with -Dgolden.write=true").exists();

    DynamicMessage read = DynamicMessage.parseFrom(type, Files.readAllBytes(bytes));

    DynamicMessage.Builder meant = DynamicMessage.newBuilder(type);
    TextFormat.merge(Files.readString(meaning), meant);
    assertThat(read).isEqualTo(meant.build());
    assertThat(read.getUnknownFields().asMap()).isEmpty();
    assertThat(read.toByteArray()).isEqualTo(Files.readAllBytes(bytes));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldKeepFieldsOfANewerSender(Descriptor type) throws IOException {
    byte[] newer = {(byte) 0xf8, (byte) 0xff, 0x03, 0x2a}; // field 8191, varint 42
    DynamicMessage read = DynamicMessage.parseFrom(type, newer);
    assertThat(read.toByteArray()).isEqualTo(newer);
  }

  /** Every field set, to a value that its number decides; of a oneof, the last one. */
  private static Message filled(Descriptor type) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.isMapField()) {
        Descriptor entry = field.getMessageType();
        message.addRepeatedField(field, filled(entry));
      } else if (field.isRepeated()) {
        message.addRepeatedField(field, value(field, 0));
        message.addRepeatedField(field, value(field, 1));
      } else {
        message.setField(field, value(field, 0));
      }
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field, int offset) {
    int n = field.getNumber() + offset;
    return switch (field.getJavaType()) {
      case INT -> n;
      case LONG -> 1_700_000_000_000_000_000L + n;
      case FLOAT -> n + 0.25f;
      case DOUBLE -> n + 0.5;
      case BOOLEAN -> true;
      case STRING -> field.getName() + "-" + n;
      case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("bytes-" + n);
      case ENUM -> field.getEnumType().getValues().get(field.getEnumType().getValues().size() - 1);
      case MESSAGE -> filled(field.getMessageType());
    };
  }
}
