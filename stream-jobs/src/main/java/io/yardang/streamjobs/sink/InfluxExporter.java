package io.yardang.streamjobs.sink;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results to InfluxDB (or what speaks its v2 write API) as {@link InfluxPoints} says, one
 * batch per request, compressed. A server that is away or overloaded makes {@link #take} throw, and
 * the batch comes again. A batch that the server refuses as wrong (400) is halved until the bad
 * points stand alone; those go to a file with the server's reason, and the rest is written.
 */
public final class InfluxExporter implements ResultConsumer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InfluxExporter.class);

  private final InfluxDBClient client;
  private final WriteApiBlocking writes;
  private final Path refusedFile;

  /**
   * @param refusedFile where points go that the server refuses
   */
  public InfluxExporter(InfluxConfig config, Path refusedFile) {
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .connectTimeout(5, TimeUnit.SECONDS)
            .readTimeout(20, TimeUnit.SECONDS)
            .writeTimeout(20, TimeUnit.SECONDS);
    if (config.v1Rewrite()) {
      http.addInterceptor(new InfluxV1Rewrite(config.bucket()));
    }
    InfluxDBClientOptions.Builder options =
        InfluxDBClientOptions.builder()
            .url(config.url())
            .org(config.org())
            .bucket(config.bucket())
            .okHttpClient(http);
    if (!config.token().isEmpty()) {
      options.authenticateToken(config.token().toCharArray());
    }
    this.client = InfluxDBClientFactory.create(options.build()).enableGzip();
    this.writes = client.getWriteApiBlocking();
    this.refusedFile = refusedFile;
  }

  @Override
  public String name() {
    return "influx";
  }

  @Override
  public void take(List<Result> batch) throws IOException {
    write(batch.stream().flatMap(result -> InfluxPoints.of(result).stream()).toList());
  }

  private void write(List<Point> points) throws IOException {
    if (points.isEmpty()) {
      return;
    }
    try {
      writes.writePoints(points);
    } catch (InfluxException e) {
      if (e.status() != 400) {
        throw e;
      }
      if (points.size() == 1) {
        setAside(points.get(0), e.getMessage());
      } else {
        write(points.subList(0, points.size() / 2));
        write(points.subList(points.size() / 2, points.size()));
      }
    }
  }

  private void setAside(Point point, String reason) throws IOException {
    Files.createDirectories(refusedFile.toAbsolutePath().getParent());
    Files.writeString(
        refusedFile,
        "# " + reason.replace('\n', ' ') + "\n" + point.toLineProtocol() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    LOG.warn("the database refuses a point ({}); it is kept in {}", reason, refusedFile);
  }

  @Override
  public void close() {
    client.close();
  }
}
