package io.yardang.rigs.drive.csv;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Puts the objects of one object list into frames. Call it in order of time. */
final class ObjectRows {
  // An id that the sensor uses again for another object becomes id + 10000, id + 20000 …
  private static final int NEXT_OBJECT_OF_SAME_ID = 10_000;
  private static final int ID = 0;
  private static final int X = 1;
  private static final int Y = 2;

  private final CsvMapping.ObjectList mapping;
  private final JoinedSeries rows;
  private final int speedColumn;
  private final int newTrackColumn;
  private final int[] idOfRow;

  ObjectRows(CsvMapping.ObjectList mapping, Path file, double unitS) throws IOException {
    this.mapping = mapping;
    var columns = new ArrayList<String>();
    columns.add(mapping.idColumn());
    columns.add(mapping.x().column());
    columns.add(mapping.y().column());
    speedColumn = mapping.relativeSpeed().isPresent() ? columns.size() : -1;
    mapping.relativeSpeed().ifPresent(axis -> columns.add(axis.column()));
    newTrackColumn = mapping.newTrackColumn().isPresent() ? columns.size() : -1;
    mapping.newTrackColumn().ifPresent(columns::add);
    rows = JoinedSeries.read(file, mapping.layout(), mapping.timeColumn(), columns, unitS);
    idOfRow = idsOfRows();
  }

  void addTo(TelemetryFrame.Builder frame, double rowBeforeS, double timeS) {
    var newest = new TreeMap<Integer, Integer>();
    int end = rows.firstAfter(timeS);
    for (int row = rows.firstAfter(Math.max(rowBeforeS, timeS - mapping.maxAgeS()));
        row < end;
        row++) {
      if (!Double.isNaN(rows.value(ID, row))
          && !Double.isNaN(rows.value(X, row))
          && !Double.isNaN(rows.value(Y, row))) {
        newest.put(idOfRow[row], row);
      }
    }
    newest.forEach((id, row) -> frame.addObjects(object(frame, id, row)));
  }

  private PerceivedObject object(TelemetryFrame.Builder frame, int id, int row) {
    var object =
        PerceivedObject.newBuilder()
            .setId(id)
            .setObjectClass(
                ObjectClass.forNumber(((EnumValueDescriptor) mapping.objectClass()).getNumber()))
            .setXM(value(mapping.x(), X, row))
            .setYM(value(mapping.y(), Y, row));
    if (speedColumn >= 0 && frame.getMotion().hasSpeedMps()) {
      double relative = value(mapping.relativeSpeed().orElseThrow(), speedColumn, row);
      if (!Double.isNaN(relative)) {
        object.setVelocityXMps(relative + frame.getMotion().getSpeedMps());
      }
    }
    return object.build();
  }

  private double value(CsvMapping.Axis axis, int column, int row) {
    return rows.value(column, row) * axis.scale() + axis.offset();
  }

  private int[] idsOfRows() {
    int[] ids = new int[rows.firstAfter(Double.MAX_VALUE)];
    Map<Integer, Integer> objectsOfId = new HashMap<>();
    for (int row = 0; row < ids.length; row++) {
      int id = (int) Math.round(rows.value(ID, row));
      boolean isNew = newTrackColumn >= 0 && rows.value(newTrackColumn, row) == 1;
      int object = objectsOfId.compute(id, (k, n) -> n == null ? 0 : isNew ? n + 1 : n);
      ids[row] = id + object * NEXT_OBJECT_OF_SAME_ID;
    }
    return ids;
  }
}
