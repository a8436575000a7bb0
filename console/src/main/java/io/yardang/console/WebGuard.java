package io.yardang.console;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Keeps other sites' pages out, since the console has no accounts and the browser that shows them
 * can reach it: every answer carries strict headers; a request must name this server in Host (a
 * name that was pointed at loopback is refused); what changes something must come from our own
 * pages, or from no page at all, and be JSON.
 */
final class WebGuard {
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";
  // The one-file report carries its own styles and script; it may load and send nothing.
  static final String REPORT_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final boolean isLoopback;

  WebGuard(ConsoleConfig config) {
    isLoopback = isLoopback(config.host());
  }

  void check(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin");
    String host = ctx.header("Host");
    if (isLoopback && !isLoopbackName(host)) {
      throw new ApiError(403, "Host " + host + " is not this console: ask for 127.0.0.1");
    }
    if (ctx.method().name().equals("POST")) {
      checkPost(ctx, host);
    }
  }

  private static void checkPost(Context ctx, String host) {
    String site = ctx.header("Sec-Fetch-Site");
    String origin = ctx.header("Origin");
    boolean isForeign =
        (site != null && !site.equals("same-origin"))
            || (origin != null
                && !origin.equals("http://" + host)
                && !origin.equals("https://" + host));
    if (isForeign) {
      throw new ApiError(403, "runs are started and ended only from the console's own pages");
    }
    String type = ctx.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new ApiError(415, "send JSON with Content-Type: application/json");
    }
  }

  private static boolean isLoopbackName(String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String name = hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d+){3}");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("console.host=" + host + " is not an address", e);
    }
  }
}
