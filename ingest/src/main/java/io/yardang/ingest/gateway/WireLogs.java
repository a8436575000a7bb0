package io.yardang.ingest.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Of which senders the wire bytes are being written down now; any thread may ask and switch. */
final class WireLogs implements AutoCloseable {
  private final Map<String, WireLogFile> files = new ConcurrentHashMap<>();

  boolean isAnyOn() {
    return !files.isEmpty();
  }

  Optional<WireLogFile> of(String sender) {
    return Optional.ofNullable(files.get(sender));
  }

  /** False: it was on before. */
  synchronized boolean on(String sender, Path path, long maxBytes) throws IOException {
    if (files.containsKey(sender)) {
      return false;
    }
    files.put(sender, WireLogFile.begin(path, maxBytes));
    return true;
  }

  synchronized void off(String sender) {
    WireLogFile file = files.remove(sender);
    if (file != null) {
      file.close();
    }
  }

  @Override
  public synchronized void close() {
    files.keySet().forEach(this::off);
  }
}
