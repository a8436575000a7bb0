package io.yardang.console;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The pages' own files, read once; what is not named here is not served. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String[] NAMES = {
    "index.html",
    "runs.html",
    "run.html",
    "console.css",
    "icon.svg",
    "live.js",
    "runs.js",
    "run.js",
    "map.js",
    "charts.js",
    "common.js",
    "dialogs.js",
  };

  private final Map<String, Asset> assets = new TreeMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Asset(byte[] bytes, String type, String etag) {}

  Assets() {
    for (String name : NAMES) {
      assets.put("/" + name, read(name));
    }
    assets.put("/", assets.get("/index.html"));
  }

  Iterable<String> paths() {
    return assets.keySet();
  }

  /** Answers with the file of this path. */
  void serve(Context ctx) {
    Asset asset = assets.get(ctx.path());
    // A new version of the console must reach a page that is reloaded, so the browser always asks.
    ctx.header("Cache-Control", "no-cache").header("ETag", asset.etag);
    if (asset.etag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
    } else {
      ctx.contentType(asset.type).result(asset.bytes);
    }
  }

  private static Asset read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream("/console/" + name)) {
      if (in == null) {
        throw new IllegalStateException("not in the console's jar: console/" + name);
      }
      byte[] bytes = in.readAllBytes();
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      String etag = "\"" + HexFormat.of().toHexDigits(crc.getValue(), 8) + "\"";
      return new Asset(bytes, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), etag);
    } catch (IOException e) {
      throw new UncheckedIOException("not readable: console/" + name, e);
    }
  }
}
