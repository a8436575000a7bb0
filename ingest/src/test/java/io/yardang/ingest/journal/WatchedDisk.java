package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The real disk, which notes what was forced, holds or fails a force when told so, and is full when
 * told so.
 */
public final class WatchedDisk implements Disk {
  public final List<String> forced = new CopyOnWriteArrayList<>();
  public volatile IOException failure;
  public volatile boolean isFull;
  private volatile boolean holds;
  private final Semaphore underWay = new Semaphore(0);
  private final Semaphore released = new Semaphore(0);

  /** Opens a journal of small files on this disk. */
  public JournalWriter open(Path dir) {
    return JournalWriter.open(dir, JournalSettings.SMALL, System::currentTimeMillis, this);
  }

  @Override
  public void force(Path path, FileChannel file, boolean alsoMetadata) throws IOException {
    forced.add(path.getFileName().toString());
    if (holds) {
      underWay.release();
      released.acquireUninterruptibly();
    }
    if (failure != null) {
      throw failure;
    }
    Disk.super.force(path, file, alsoMetadata);
  }

  @Override
  public boolean allocate(Path path, long from, long to) throws IOException {
    return !isFull && Disk.super.allocate(path, from, to);
  }

  @Override
  public long freeBytes(Path dir) {
    return isFull ? 0 : Disk.super.freeBytes(dir);
  }

  public void hold() {
    holds = true;
  }

  public void awaitForceUnderWay() throws InterruptedException {
    assertThat(underWay.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  public void release() {
    holds = false;
    released.release();
  }
}
