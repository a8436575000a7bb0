package io.yardang.streamjobs.job;

import io.yardang.streamjobs.source.ImmutableSerializer;
import io.yardang.streamjobs.source.LayoutSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A run's window in state: its times, the digests of its events, its vehicles. */
public final class RunWindowSerializer extends ImmutableSerializer<RunWindow> {
  private static final long serialVersionUID = 1L;

  static final RunWindowSerializer INSTANCE = new RunWindowSerializer();

  @Override
  public RunWindow createInstance() {
    return RunWindow.UNKNOWN;
  }

  @Override
  public void serialize(RunWindow window, DataOutputView out) throws IOException {
    out.writeLong(window.startNs());
    out.writeLong(window.endNs());
    out.writeLong(window.openedMs());
    out.writeLong(window.closedMs());
    out.writeUTF(window.openedBy());
    out.writeUTF(window.closedBy());
    out.writeInt(window.vehicles().size());
    for (String vehicle : window.vehicles()) {
      out.writeUTF(vehicle);
    }
  }

  @Override
  public RunWindow deserialize(DataInputView in) throws IOException {
    long startNs = in.readLong();
    long endNs = in.readLong();
    long openedMs = in.readLong();
    long closedMs = in.readLong();
    String openedBy = in.readUTF();
    String closedBy = in.readUTF();
    List<String> vehicles = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      vehicles.add(in.readUTF());
    }
    return new RunWindow(
        List.copyOf(vehicles), startNs, endNs, openedMs, closedMs, openedBy, closedBy);
  }

  @Override
  public TypeSerializerSnapshot<RunWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The layouts that a checkpoint may hold. */
  public static final class Snapshot extends LayoutSnapshot<RunWindow> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
