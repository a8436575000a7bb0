package io.yardang.streamjobs.sink;

/**
 * The database that results are written to.
 *
 * @param url http://host:port
 * @param org organisation (InfluxDB 2.x)
 * @param bucket bucket; with {@code v1Rewrite} the database's name
 * @param token may be empty where the server asks for none
 * @param v1Rewrite true for an InfluxDB 1.x before 1.8
 */
public record InfluxConfig(String url, String org, String bucket, String token, boolean v1Rewrite) {
  public InfluxConfig {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new IllegalArgumentException("influx.url=" + url + ": give http://… or https://…");
    }
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("influx.bucket is empty: give the bucket's name");
    }
  }
}
