package io.yardang.streamjobs.sink;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Sends v2 writes to the v1 address, for an InfluxDB before 1.8, which has no v2 API. */
final class InfluxV1Rewrite implements Interceptor {
  private final String database;

  InfluxV1Rewrite(String database) {
    this.database = database;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    HttpUrl url = chain.request().url();
    if (!url.encodedPath().endsWith("/api/v2/write")) {
      return chain.proceed(chain.request());
    }
    HttpUrl v1 =
        url.newBuilder()
            .encodedPath("/write")
            .query(null)
            .addQueryParameter("db", database)
            .addQueryParameter("precision", "ns")
            .build();
    return chain.proceed(chain.request().newBuilder().url(v1).build());
  }
}
