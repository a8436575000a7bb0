package io.yardang.rigs.replay;

import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Something that can be replayed: the frames of some vehicles, and what was said about runs. */
public interface TimedFrames {
  /** One track per vehicle and stream. */
  List<Track> tracks();

  /** In order of their times; empty where the source has none. */
  List<RunEvent> runEvents();

  /**
   * The frames of one stream of one vehicle.
   *
   * @param vehicle its id
   * @param stream the stream they were recorded in, if any
   * @param frames in order of sample time and seq; a seq of 0 is filled in by the client
   */
  record Track(String vehicle, Optional<UUID> stream, Iterable<TelemetryFrame> frames) {
    Iterator<TelemetryFrame> iterator() {
      return frames.iterator();
    }
  }
}
