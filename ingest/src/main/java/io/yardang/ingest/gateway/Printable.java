package io.yardang.ingest.gateway;

/**
 * Text of a client, made fit for a log line and a Reject: one line of printable ASCII, and not
 * long. Else a client could forge log lines, or steer the terminal of who reads them.
 */
final class Printable {
  private static final int MAX_CHARS = 300;

  private Printable() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 16);
    for (int i = 0; i < text.length(); i++) {
      if (out.length() >= MAX_CHARS) {
        return out.append("... (").append(text.length()).append(" characters)").toString();
      }
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
