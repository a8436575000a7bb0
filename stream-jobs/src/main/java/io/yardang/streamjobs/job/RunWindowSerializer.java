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
    write(window, true, out);
  }

  @Override
  public RunWindow deserialize(DataInputView in) throws IOException {
    return read(true, in);
  }

  private static void write(RunWindow window, boolean hasDigests, DataOutputView out)
      throws IOException {
    out.writeLong(window.startNs());
    out.writeLong(window.endNs());
    out.writeLong(window.openedMs());
    out.writeLong(window.closedMs());
    if (hasDigests) {
      out.writeUTF(window.openedBy());
      out.writeUTF(window.closedBy());
    }
    out.writeInt(window.vehicles().size());
    for (String vehicle : window.vehicles()) {
      out.writeUTF(vehicle);
    }
  }

  private static RunWindow read(boolean hasDigests, DataInputView in) throws IOException {
    long startNs = in.readLong();
    long endNs = in.readLong();
    long openedMs = in.readLong();
    long closedMs = in.readLong();
    String openedBy = hasDigests ? in.readUTF() : "";
    String closedBy = hasDigests ? in.readUTF() : "";
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

  /**
   * Version 1: without the digests. They settle ties of events that are received within one
   * millisecond; an empty one lets the event that is known count.
   */
  private static final class WithoutDigests extends ImmutableSerializer<RunWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public RunWindow createInstance() {
      return RunWindow.UNKNOWN;
    }

    @Override
    public void serialize(RunWindow window, DataOutputView out) throws IOException {
      write(window, false, out);
    }

    @Override
    public RunWindow deserialize(DataInputView in) throws IOException {
      return read(false, in);
    }

    @Override
    public TypeSerializerSnapshot<RunWindow> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** The layouts that a checkpoint may hold. */
  public static final class Snapshot extends LayoutSnapshot<RunWindow> {
    public Snapshot() {
      super(List.of(new WithoutDigests(), INSTANCE));
    }
  }
}
