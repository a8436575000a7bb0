package io.yardang.streamjobs.job;

import io.yardang.streamjobs.source.ImmutableSerializer;
import io.yardang.streamjobs.source.LayoutSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * As a newer version of the job might have it: broadcast state in which the vehicles come first.
 * Compiled by the test, not by the build.
 */
public final class RunWindowSerializer extends ImmutableSerializer<RunWindow> {
  private static final long serialVersionUID = 1L;

  static final RunWindowSerializer INSTANCE = new RunWindowSerializer();

  @Override
  public RunWindow createInstance() {
    return RunWindow.UNKNOWN;
  }

  @Override
  public void serialize(RunWindow window, DataOutputView out) throws IOException {
    out.writeUTF(String.join("\n", window.vehicles()));
    out.writeLong(window.closedMs());
    out.writeLong(window.openedMs());
    out.writeLong(window.endNs());
    out.writeLong(window.startNs());
  }

  @Override
  public RunWindow deserialize(DataInputView in) throws IOException {
    String vehicles = in.readUTF();
    long closedMs = in.readLong();
    long openedMs = in.readLong();
    long endNs = in.readLong();
    long startNs = in.readLong();
    return new RunWindow(
        vehicles.isEmpty() ? List.of() : List.of(vehicles.split("\n")),
        startNs,
        endNs,
        openedMs,
        closedMs);
  }

  @Override
  public TypeSerializerSnapshot<RunWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  public static final class Snapshot extends LayoutSnapshot<RunWindow> {
    public Snapshot() {
      super(List.of(new Layout1(), INSTANCE));
    }
  }

  /** The layout of the version before. */
  private static final class Layout1 extends ImmutableSerializer<RunWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public RunWindow createInstance() {
      return RunWindow.UNKNOWN;
    }

    @Override
    public void serialize(RunWindow window, DataOutputView out) throws IOException {
      throw new UnsupportedOperationException("only read");
    }

    @Override
    public RunWindow deserialize(DataInputView in) throws IOException {
      long startNs = in.readLong();
      long endNs = in.readLong();
      long openedMs = in.readLong();
      long closedMs = in.readLong();
      List<String> vehicles = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        vehicles.add(in.readUTF());
      }
      return new RunWindow(List.copyOf(vehicles), startNs, endNs, openedMs, closedMs);
    }

    @Override
    public TypeSerializerSnapshot<RunWindow> snapshotConfiguration() {
      return new Snapshot();
    }
  }
}
