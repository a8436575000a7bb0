package io.yardang.testbase.torture;

import io.yardang.testbase.bench.server.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system in a file. A copy of the file holds what had reached the block device, and not what
 * was only in the page cache: it is what a machine finds after its power came back.
 */
final class LoopImage implements AutoCloseable {
  private static final long BYTES = 512L << 20;
  // Commits of ext4's own journal, every 5 s by default, must not bring data to the disk for us.
  private static final String OPTIONS = "loop,commit=300";

  private final Path image;
  private final Path mountPoint;
  private final Thread atExit;
  private boolean isMounted;

  private LoopImage(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
    atExit = new Thread(this::detach, "unmount");
  }

  /** Why this process cannot mount a file; empty when it can. */
  static Optional<String> unavailable(Path scratch) {
    try (LoopImage trial = create(Files.createDirectories(scratch.resolve("trial")))) {
      return Files.isWritable(trial.dir())
          ? Optional.empty()
          : Optional.of("a mounted image cannot be written");
    } catch (IOException e) {
      return Optional.of(
          "power cuts need root, loop devices and mkfs.ext4 (package e2fsprogs): "
              + e.getMessage().lines().findFirst().orElse("mount failed"));
    }
  }

  /** An empty file system below {@code folder}. */
  static LoopImage create(Path folder) throws IOException {
    return create(folder, BYTES);
  }

  /** An empty file system of so many bytes below {@code folder}. */
  static LoopImage create(Path folder, long bytes) throws IOException {
    LoopImage created = new LoopImage(folder.resolve("image"), folder.resolve("mounted"));
    try {
      Commands.run("truncate", "-s", Long.toString(bytes), created.image.toString());
      Commands.run("mkfs.ext4", "-q", "-F", created.image.toString());
      created.mount();
      return created;
    } catch (IOException e) {
      created.close();
      throw e;
    }
  }

  /** The file system as the disk has it now, mounted below {@code folder}. */
  LoopImage afterPowerCut(Path folder) throws IOException {
    LoopImage copy = new LoopImage(folder.resolve("image"), folder.resolve("mounted"));
    Commands.run("cp", "--sparse=always", image.toString(), copy.image.toString());
    copy.mount();
    return copy;
  }

  /** Its root folder. */
  Path dir() {
    return mountPoint;
  }

  private void mount() throws IOException {
    Files.createDirectories(mountPoint);
    Runtime.getRuntime().addShutdownHook(atExit);
    Commands.run("mount", "-o", OPTIONS, image.toString(), mountPoint.toString());
    isMounted = true;
  }

  /** Unmounts now, or as soon as the last process that uses it has ended. */
  private void detach() {
    try {
      Commands.run("umount", "--lazy", mountPoint.toString());
    } catch (IOException e) {
      // It was not mounted any more, or not yet.
    }
  }

  /** For one that this process itself has mapped files of, which it lets go some time later. */
  void closeWhenUnused() throws IOException {
    detach();
    isMounted = false;
    Runtime.getRuntime().removeShutdownHook(atExit);
    close();
  }

  @Override
  public void close() throws IOException {
    if (isMounted) {
      Commands.run("umount", mountPoint.toString());
      isMounted = false;
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
    Files.deleteIfExists(mountPoint);
    Files.deleteIfExists(image);
  }
}
