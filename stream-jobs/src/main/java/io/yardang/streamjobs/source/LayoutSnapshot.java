package io.yardang.streamjobs.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Names in a checkpoint the layout in which values of a type were written. A subclass lists the
 * serializers of all layouts, the oldest (version 1) first; the last one writes. State of an older
 * layout is read by its own serializer and written anew; state of a newer one is refused.
 */
public abstract class LayoutSnapshot<T> implements TypeSerializerSnapshot<T> {
  private final List<TypeSerializer<T>> layouts;
  private int version;

  protected LayoutSnapshot(List<TypeSerializer<T>> layouts) {
    this.layouts = List.copyOf(layouts);
    this.version = layouts.size();
  }

  @Override
  public int getCurrentVersion() {
    return layouts.size();
  }

  @Override
  public void writeSnapshot(DataOutputView out) {
    // Flink writes the version beside the class name; nothing more is to be known.
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader classes)
      throws IOException {
    if (readVersion < 1 || readVersion > layouts.size()) {
      throw new IOException(
          "state of another version of the job: "
              + getClass().getName()
              + " version="
              + readVersion
              + ", known=1.."
              + layouts.size()
              + "; run that version, or delete the checkpoints to score again from the"
              + " journals");
    }
    version = readVersion;
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return layouts.get(version - 1);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof LayoutSnapshot<T> written) || old.getClass() != getClass()) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return written.version == layouts.size()
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
