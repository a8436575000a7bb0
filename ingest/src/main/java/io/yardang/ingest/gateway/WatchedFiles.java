package io.yardang.ingest.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files that belong together say, read anew when one of them changed and all have then
 * stood still for one round, since a certificate and its key are not replaced in one step. Files
 * that cannot be used leave the value as it was, with an alarm in the log.
 */
final class WatchedFiles<T> {
  private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

  private final String what;
  private final List<Path> files;
  private final Function<Optional<T>, T> read;
  private volatile T value;
  private volatile Optional<String> trouble = Optional.empty();
  private List<String> stampsSeen;
  private List<String> stampsTried;

  /**
   * Reads the files.
   *
   * @param read makes the value; gets the one before, if any
   */
  WatchedFiles(String what, List<Path> files, Function<Optional<T>, T> read) {
    this.what = what;
    this.files = files;
    this.read = read;
    stampsSeen = stamps();
    stampsTried = stampsSeen;
    value = read.apply(Optional.empty());
  }

  T value() {
    return value;
  }

  /** Why the files as they are now cannot be used, in words for people; empty: they can. */
  Optional<String> trouble() {
    return trouble;
  }

  /** True when the value is a new one; to be called by one thread, again and again. */
  boolean reloadIfChanged() {
    List<String> now = stamps();
    boolean stable = now.equals(stampsSeen);
    stampsSeen = now;
    if (!stable || now.equals(stampsTried)) {
      return false;
    }
    stampsTried = now;
    try {
      value = read.apply(Optional.of(value));
      trouble = Optional.empty();
      return true;
    } catch (RuntimeException e) {
      trouble = Optional.of(what + " changed but cannot be used, the old stays: " + e.getMessage());
      log.error("ALARM: {}", trouble.get());
      return false;
    }
  }

  private List<String> stamps() {
    return files.stream().map(WatchedFiles::stamp).toList();
  }

  private static String stamp(Path file) {
    try {
      if (!Files.exists(file)) {
        return "absent";
      }
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      // Reading it will tell.
      return "cannot look at it: " + e;
    }
  }
}
