package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Writes a journal file anew from its intact entries, so that the queue's own marks in it are right
 * again. Every entry keeps its index: where one is lost, a placeholder stands that readers skip.
 */
final class FileRebuild implements AutoCloseable {
  private final CycleFile file;
  private final Path workDir;
  private final Disk disk;
  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private long nextIndex;

  private FileRebuild(CycleFile file, JournalSettings settings, Disk disk) throws IOException {
    this.file = file;
    this.disk = disk;
    nextIndex = file.firstIndex();
    workDir = file.path().resolveSibling("rebuild");
    delete(workDir);
    JournalSettings.Roll roll =
        file.isHourly() ? JournalSettings.Roll.HOURLY : JournalSettings.Roll.DAILY;
    queue =
        SingleChronicleQueueBuilder.binary(workDir)
            .blockSize(settings.blockSizeBytes())
            .rollCycle(roll.cycle())
            .timeProvider(file::timeMs)
            .build();
    appender = queue.createAppender();
  }

  /** Replaces the file by one with its intact entries below {@code endIndex}. */
  static void rebuild(CycleFile file, long endIndex, JournalSettings settings, Disk disk)
      throws IOException {
    long free = disk.freeBytes(file.path().getParent());
    if (free < Files.size(file.path()) + JournalRoom.MIN_FREE_BYTES) {
      throw new IOException(
          "no room to write " + file.name() + " anew: free=" + free + " bytes; make room first");
    }
    try (FileRebuild rebuild = new FileRebuild(file, settings, disk)) {
      FileScan.scan(
          file,
          (head, at, bytes) -> {
            if (head.index() < endIndex) {
              rebuild.copy(head.index(), bytes);
            }
          });
      rebuild.fillUpTo(endIndex);
      rebuild.takePlace();
    }
  }

  private void copy(long index, ByteBuffer bytes) {
    fillUpTo(index);
    byte[] entry = new byte[bytes.remaining()];
    bytes.get(entry);
    append(entry);
  }

  private void fillUpTo(long index) {
    while (nextIndex < index) {
      append(JournalEntry.placeholder());
    }
  }

  private void append(byte[] entry) {
    try (DocumentContext document = appender.writingDocument()) {
      if (document.index() != nextIndex) {
        document.rollbackOnClose();
        throw new JournalException(
            "entry would change its index: from=" + nextIndex + ", to=" + document.index());
      }
      document.wire().bytes().write(entry);
    }
    nextIndex++;
  }

  private void takePlace() throws IOException {
    appender.close();
    queue.close();
    Path made = workDir.resolve(file.name());
    disk.force(made);
    Files.move(
        made, file.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    disk.force(file.path().getParent());
  }

  @Override
  public void close() throws IOException {
    appender.close();
    queue.close();
    delete(workDir);
  }

  private static void delete(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return;
    }
    try (var files = Files.list(dir)) {
      for (Path child : files.toList()) {
        Files.delete(child);
      }
    }
    Files.delete(dir);
  }
}
