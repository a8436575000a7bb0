package io.yardang.streamjobs.job;

import io.yardang.streamjobs.source.ImmutableSerializer;
import io.yardang.v1.Result;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A result between operators: its protobuf bytes behind their length. */
public final class ResultSerializer extends ImmutableSerializer<Result> {
  private static final long serialVersionUID = 1L;

  static final ResultSerializer INSTANCE = new ResultSerializer();

  @Override
  public Result createInstance() {
    return Result.getDefaultInstance();
  }

  @Override
  public void serialize(Result result, DataOutputView out) throws IOException {
    byte[] bytes = result.toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public Result deserialize(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Result.parseFrom(bytes);
  }

  @Override
  public TypeSerializerSnapshot<Result> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this serializer in a checkpoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Result> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
