package io.yardang.ingest.gateway;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the wire bytes of one sender are written: a line per read or write, with time, connection,
 * direction and hex. It ends at its size limit; the file before it is kept as NAME.1. {@link
 * WireSession} reads it.
 *
 * <p>Thread-safe: a sender may have several connections. It writes on the event loop of the
 * connection; it is for looking into a fault, not for every day.
 */
final class WireLogFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WireLogFile.class);

  private final Path path;
  private final long maxChars;
  private final Writer writer;
  private long chars;
  private boolean ended;

  private WireLogFile(Path path, long maxBytes, Writer writer) {
    this.path = path;
    this.maxChars = maxBytes;
    this.writer = writer;
  }

  /** Begins the file anew. */
  static WireLogFile begin(Path path, long maxBytes) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    if (Files.exists(path)) {
      Path before = path.resolveSibling(path.getFileName() + ".1");
      Files.move(path, before, StandardCopyOption.REPLACE_EXISTING);
    }
    return new WireLogFile(path, maxBytes, Files.newBufferedWriter(path));
  }

  synchronized void line(String text) {
    if (ended) {
      return;
    }
    try {
      // Every character of a line is one byte.
      boolean fits = chars + text.length() + 1 <= maxChars;
      writer.write(fits ? text + "\n" : "# full; switch it off and on to begin anew\n");
      writer.flush();
      chars += text.length() + 1;
      ended = !fits;
    } catch (IOException e) {
      ended = true;
      log.error("wire log ends, {} cannot be written: {}", path, e.toString());
    }
  }

  @Override
  public synchronized void close() {
    ended = true;
    try {
      writer.close();
    } catch (IOException e) {
      log.error("wire log {} may lack its end: {}", path, e.toString());
    }
  }
}
