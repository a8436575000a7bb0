package io.yardang.testbase.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where everything lies that Yardang keeps; one process at a time works in it. */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Takes the directory for this process, making it if absent. The system gives the lock back when
   * the process ends, however it ends.
   *
   * @throws IllegalStateException if another process works in it
   */
  public static DataDirectory take(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel file =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = file.tryLock();
        if (lock != null) {
          return new DataDirectory(root, file);
        }
      } catch (OverlappingFileLockException e) {
        // Taken within this process: refused below like any other.
      }
      file.close();
      throw new IllegalStateException(
          "another Yardang process works in "
              + root.toAbsolutePath()
              + ": stop it, or set another folder with YARDANG_DATA");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the data folder " + root, e);
    }
  }

  public Path journals() {
    return root.resolve("journals");
  }

  public Path results() {
    return root.resolve("results");
  }

  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  public Path reports() {
    return root.resolve("reports");
  }

  public Path keys() {
    return keys(root);
  }

  /** Where the keys lie below a data directory that another process may have taken. */
  public static Path keys(Path root) {
    return root.resolve("keys");
  }

  public Path wireLogs() {
    return root.resolve("wirelog");
  }

  public Path questDb() {
    return root.resolve("questdb");
  }

  /** Where the followers of the result journal keep how far they are. */
  public Path followers() {
    return root.resolve("followers");
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
