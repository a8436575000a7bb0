package io.yardang.rigs.replay;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.DriveStream;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A recorded drive as something that can be replayed: one track per recorded stream, each read from
 * the file as it is played.
 *
 * @param runEvents those of the drive, or others in their place
 */
public record DriveFrames(Drive drive, List<RunEvent> runEvents) implements TimedFrames {
  public DriveFrames {
    runEvents = List.copyOf(runEvents);
  }

  /** The drive with the run events that were recorded in it. */
  public static DriveFrames of(Drive drive) throws IOException {
    List<RunEvent> events = new ArrayList<>();
    if (drive.runEvents() > 0) {
      try (DriveReader reader = drive.read()) {
        for (DriveRecord record = reader.next(); record != null; record = reader.next()) {
          if (record.kind() == DriveRecord.Kind.RUN_EVENT) {
            events.add(record.runEvent());
          }
        }
      }
    }
    return new DriveFrames(drive, events);
  }

  @Override
  public List<Track> tracks() {
    return drive.recordsOfStream().keySet().stream()
        .filter(stream -> stream.kind() == DriveRecord.Kind.FRAME)
        .map(
            stream ->
                new Track(
                    stream.sender(),
                    Optional.of(stream.stream()),
                    () -> new FramesOfStream(drive, stream)))
        .toList();
  }

  /** Opens the file at the first frame that is asked for, and closes it after the last. */
  private static final class FramesOfStream implements Iterator<TelemetryFrame> {
    private final DriveStream stream;
    private final DriveReader reader;
    private TelemetryFrame next;

    FramesOfStream(Drive drive, DriveStream stream) {
      this.stream = stream;
      try {
        this.reader = drive.read();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + drive.file(), e);
      }
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public TelemetryFrame next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      TelemetryFrame frame = next;
      advance();
      return frame;
    }

    private void advance() {
      try {
        DriveRecord record = reader.next();
        while (record != null && !isOfStream(record)) {
          record = reader.next();
        }
        next = record == null ? null : record.frame();
        if (next == null) {
          reader.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the frames of " + stream.sender(), e);
      }
    }

    private boolean isOfStream(DriveRecord record) {
      return record.kind() == DriveRecord.Kind.FRAME
          && record.sender().equals(stream.sender())
          && record.stream().equals(stream.stream());
    }
  }
}
