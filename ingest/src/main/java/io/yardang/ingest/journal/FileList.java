package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a journal for one who asks often: listed anew only when the directory changed. */
final class FileList {
  /** A file system's clock may stand still for as long: what changes meanwhile does not show. */
  private static final long COARSE_MS = 20;

  private final Path dir;
  private List<CycleFile> files = List.of();
  private long ofChangeMs = -1;

  FileList(Path dir) {
    this.dir = dir;
  }

  /** Oldest first; none when there is no such directory. */
  List<CycleFile> now() {
    try {
      if (!Files.isDirectory(dir)) {
        return List.of();
      }
      long changeMs = Files.getLastModifiedTime(dir).toMillis();
      if (changeMs != ofChangeMs) {
        long listedMs = System.currentTimeMillis();
        files = CycleFile.list(dir);
        ofChangeMs = Math.abs(listedMs - changeMs) > COARSE_MS ? changeMs : -1;
      }
      return files;
    } catch (IOException e) {
      throw new JournalException("cannot list journal: dir=" + dir, e);
    }
  }

  Optional<CycleFile> of(long cycle) {
    return now().stream().filter(file -> file.cycle() == cycle).findFirst();
  }

  /** The one after that cycle. */
  Optional<CycleFile> after(long cycle) {
    return now().stream().filter(file -> file.cycle() > cycle).findFirst();
  }

  boolean isNewest(CycleFile file) {
    return after(file.cycle()).isEmpty();
  }
}
