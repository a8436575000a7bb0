package io.yardang.ingest.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection of a wire log, read back as input for a test or a replay.
 *
 * @param connection as named in the lines
 * @param whole false: the log was switched on while the session was under way, so the bytes may
 *     begin in the middle of a message
 * @param inbound what the client sent
 * @param outbound what the gateway answered
 */
@SuppressWarnings("ArrayRecordComponent")
public record WireSession(String connection, boolean whole, byte[] inbound, byte[] outbound) {
  static final String UNDER_WAY = "# under way: ";
  private static final int FIELDS = 4;

  private static final class Bytes {
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean whole = true;
  }

  /** The connections of the log in the order of their first bytes. */
  public static List<WireSession> read(Path log) throws IOException {
    Map<String, Bytes> connections = new LinkedHashMap<>();
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith(UNDER_WAY)) {
        of(connections, line.substring(UNDER_WAY.length())).whole = false;
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS) {
          throw new IOException("not a line of a wire log: \"" + line + "\" in " + log);
        }
        Bytes bytes = of(connections, fields[1]);
        (fields[2].equals("in") ? bytes.in : bytes.out)
            .writeBytes(HexFormat.of().parseHex(fields[3]));
      }
    }
    return connections.entrySet().stream()
        .map(
            entry -> {
              Bytes bytes = entry.getValue();
              return new WireSession(
                  entry.getKey(), bytes.whole, bytes.in.toByteArray(), bytes.out.toByteArray());
            })
        .toList();
  }

  private static Bytes of(Map<String, Bytes> connections, String connection) {
    return connections.computeIfAbsent(connection, id -> new Bytes());
  }
}
