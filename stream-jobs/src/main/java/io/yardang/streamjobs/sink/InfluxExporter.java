package io.yardang.streamjobs.sink;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import io.yardang.v1.Result;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results to InfluxDB (or what speaks its v2 write API) as {@link InfluxPoints} says,
 * compressed. A server that is away or overloaded makes {@link #take} throw, and the batch comes
 * again, not before the time that the server asks for (Retry-After). One that is too slow for a
 * request gets smaller ones from then on, until it keeps up. A request that the server refuses for
 * what is in it (400, 413, 422) is halved until the bad points stand alone; those go to a file with
 * the server's reason, and the rest is written.
 */
public final class InfluxExporter implements ResultConsumer, AutoCloseable {
  /** Its name as a follower of the results. */
  public static final String NAME = "influx";

  private static final Logger LOG = LoggerFactory.getLogger(InfluxExporter.class);

  /** As InfluxDB's documentation advises for a request. */
  static final int MAX_POINTS_PER_REQUEST = 5_000;

  private static final int MIN_POINTS_PER_REQUEST = 100;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

  private final InfluxDBClient client;
  private final WriteApiBlocking writes;
  private final Path refusedFile;
  private int pointsPerRequest = MAX_POINTS_PER_REQUEST;

  /**
   * @param refusedFile where points go that the server refuses
   */
  public InfluxExporter(InfluxConfig config, Path refusedFile) {
    this(config, refusedFile, ANSWER_TIMEOUT);
  }

  /**
   * @param answerTimeout a server that takes longer for a request is too slow for its size
   */
  InfluxExporter(InfluxConfig config, Path refusedFile, Duration answerTimeout) {
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .connectTimeout(5, TimeUnit.SECONDS)
            .readTimeout(answerTimeout)
            .writeTimeout(answerTimeout);
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
    return NAME;
  }

  @Override
  public void take(List<Result> batch) throws IOException, TryLaterException {
    List<Point> points =
        batch.stream().flatMap(result -> InfluxPoints.of(result).stream()).toList();
    int atOnce = pointsPerRequest;
    for (int from = 0; from < points.size(); from += atOnce) {
      write(points.subList(from, Math.min(from + atOnce, points.size())));
    }
    pointsPerRequest = Math.min(2 * pointsPerRequest, MAX_POINTS_PER_REQUEST);
  }

  private void write(List<Point> points) throws IOException, TryLaterException {
    try {
      writes.writePoints(points);
    } catch (InfluxException e) {
      if (isRefusalOfContent(e.status())) {
        writeWhatIsRight(points, e.getMessage());
        return;
      }
      if (isTimeout(e)) {
        pointsPerRequest = Math.max(pointsPerRequest / 2, MIN_POINTS_PER_REQUEST);
      }
      Optional<Duration> after = retryAfter(e);
      if (after.isPresent()) {
        throw new TryLaterException(after.get(), e);
      }
      throw e;
    }
  }

  private void writeWhatIsRight(List<Point> points, String reason)
      throws IOException, TryLaterException {
    if (points.size() == 1) {
      setAside(points.get(0), reason);
    } else {
      write(points.subList(0, points.size() / 2));
      write(points.subList(points.size() / 2, points.size()));
    }
  }

  /** Bad syntax or a field of another type; too large; outside of what is retained. */
  private static boolean isRefusalOfContent(int status) {
    return status == 400 || status == 413 || status == 422;
  }

  private static boolean isTimeout(InfluxException e) {
    return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
        .anyMatch(SocketTimeoutException.class::isInstance);
  }

  /** What the server asks for in seconds; it may also name a date, which clocks may disagree on. */
  private static Optional<Duration> retryAfter(InfluxException e) {
    return e.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
        .map(header -> header.getValue().strip())
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .findFirst();
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
