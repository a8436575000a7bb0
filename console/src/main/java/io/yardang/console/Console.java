package io.yardang.console;

import com.google.gson.JsonObject;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.yardang.streamjobs.report.NoSuchReportException;
import io.yardang.streamjobs.report.ReportStore;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results to people, over HTTP: the live page, the runs with their reports and downloads, and the
 * starting and ending of runs.
 *
 * <pre>
 * GET  /                            live page; /runs.html, /run.html?id=
 * GET  /api/live                    server-sent events: snapshot, vehicles, run, finding, findings
 * GET  /api/plans                   plans that a run can be started with
 * GET  /api/runs                    all runs
 * POST /api/runs                    {plan, vehicle?} starts a run
 * GET  /api/runs/{id}               one run
 * POST /api/runs/{id}/end           {cause?, note?} ends it
 * GET  /api/runs/{id}/report.json   its report; ?revision=n, ?download
 * GET  /api/runs/{id}/traces.json   its charts
 * GET  /api/runs/{id}/report.html   the report as one file
 * GET  /api/runs/{id}/bundle.zip    report, traces and signature
 * GET  /healthz                     {"status":"ok"}
 * </pre>
 *
 * Errors are JSON, {"error": what to do}. There are no accounts: bind it to loopback.
 */
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  private final ConsoleConfig config;
  private final LiveView view;
  private final Javalin server;

  private Console(ConsoleConfig config, LiveView view, Javalin server) {
    this.config = config;
    this.view = view;
    this.server = server;
  }

  /**
   * Opens the port and serves until closed; closing leaves {@code view} to its owner.
   *
   * @param plans asked anew each time, so that a plan added to a directory appears
   */
  public static Console launch(
      ConsoleConfig config,
      LiveView view,
      ReportStore reports,
      RunControl control,
      Supplier<List<NamedPlan>> plans) {
    RunsApi runs = new RunsApi(view.state(), reports, control, plans);
    LiveStream stream = new LiveStream(view.state());
    Javalin server =
        Javalin.create(
            javalin -> {
              quiet(javalin);
              guard(javalin, new WebGuard(config));
              pages(javalin, new Assets());
              api(javalin, runs, stream);
              errors(javalin);
            });
    return new Console(config, view, server.start(config.host(), config.port()));
  }

  private static void quiet(JavalinConfig javalin) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.http.maxRequestSize = 64 * 1024;
  }

  private static void guard(JavalinConfig javalin, WebGuard guard) {
    javalin.routes.before(guard::check);
  }

  private static void pages(JavalinConfig javalin, Assets assets) {
    assets.paths().forEach(path -> javalin.routes.get(path, assets::serve));
  }

  private static void api(JavalinConfig javalin, RunsApi runs, LiveStream stream) {
    javalin.routes.sse("/api/live", stream::serve);
    javalin.routes.get("/api/plans", runs::plans);
    javalin.routes.get("/api/runs", runs::runs);
    javalin.routes.post("/api/runs", runs::start);
    javalin.routes.get("/api/runs/{id}", runs::run);
    javalin.routes.post("/api/runs/{id}/end", runs::end);
    javalin.routes.get("/api/runs/{id}/report.json", runs::reportJson);
    javalin.routes.get("/api/runs/{id}/traces.json", runs::tracesJson);
    javalin.routes.get("/api/runs/{id}/report.html", runs::reportHtml);
    javalin.routes.get("/api/runs/{id}/bundle.zip", runs::bundle);
    javalin.routes.get("/healthz", ctx -> ctx.json("{\"status\":\"ok\"}"));
  }

  private static void errors(JavalinConfig javalin) {
    javalin.routes.exception(ApiError.class, (e, ctx) -> error(ctx, e.status, e.getMessage()));
    javalin.routes.exception(
        NoSuchReportException.class, (e, ctx) -> error(ctx, 404, e.getMessage()));
    javalin.routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            error(
                ctx,
                e.getStatus(),
                e.getStatus() == 404
                    ? "nothing at " + ctx.path() + ": begin at /"
                    : e.getMessage()));
    javalin.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("request failed: {} {}", ctx.method(), ctx.path(), e);
          error(ctx, 500, "the console failed to answer; its log says why");
        });
  }

  private static void error(Context ctx, int status, String message) {
    JsonObject json = new JsonObject();
    json.addProperty("error", message);
    ctx.status(status).contentType("application/json").result(json.toString());
  }

  /** Where the live page is. */
  public URI uri() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create("http://" + host + ":" + server.port() + "/");
  }

  @Override
  public void close() {
    // Streams never end by themselves, and the server waits for what is open.
    view.state().close();
    server.stop();
  }
}
