package io.yardang.streamjobs.job;

import io.yardang.streamjobs.source.ImmutableSerializer;
import io.yardang.streamjobs.source.LayoutSnapshot;
import io.yardang.v1.Result;
import java.io.IOException;
import java.util.List;
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

  /** The layouts that a checkpoint may hold. */
  public static final class Snapshot extends LayoutSnapshot<Result> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
