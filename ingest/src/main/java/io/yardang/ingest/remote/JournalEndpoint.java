package io.yardang.ingest.remote;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a gateway serves its journal, and as whom to log in there. Serialisable, since a Flink job
 * carries it to other machines; the files it names must be there too.
 *
 * @param host name or address; with TLS the gateway's certificate must name it
 * @param port the gateway's
 * @param readerId who reads; with TLS the certificate's common name
 * @param tls null: plaintext
 */
public record JournalEndpoint(String host, int port, String readerId, TlsFiles tls)
    implements Serializable {

  /** PEM files: whom the reader trusts, its certificate (unit "reader"), its key (PKCS #8). */
  public record TlsFiles(String caCert, String cert, String key) implements Serializable {
    public TlsFiles(Path caCert, Path cert, Path key) {
      this(absolute(caCert), absolute(cert), absolute(key));
    }

    private static String absolute(Path file) {
      return file.toAbsolutePath().toString();
    }
  }

  public JournalEndpoint {
    Objects.requireNonNull(readerId, "readerId");
    if (host == null || host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "journal endpoint " + host + ":" + port + ": must be HOST:PORT, port 1..65535");
    }
  }

  /**
   * Reads HOST:PORT.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static JournalEndpoint of(String hostAndPort, String readerId, TlsFiles tls) {
    int colon = hostAndPort.lastIndexOf(':');
    try {
      // An IPv6 address stands in brackets.
      String host = hostAndPort.substring(0, Math.max(colon, 0)).replaceAll("^\\[|]$", "");
      return new JournalEndpoint(
          host, Integer.parseInt(hostAndPort.substring(colon + 1)), readerId, tls);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "journal endpoint \"" + hostAndPort + "\": must be HOST:PORT", e);
    }
  }

  /** Names the journal among all: HOST:PORT. */
  public String id() {
    return host + ":" + port;
  }
}
