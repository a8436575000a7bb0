package io.yardang.testbase.cli;

import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.bench.IdleBench;
import io.yardang.testbase.bench.server.Pinning;
import io.yardang.testbase.bench.server.TlsGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much memory a gateway takes for sessions that are there and silent. */
@Command(
    name = "idle",
    description =
        "Memory of a gateway process with so many idle mutual-TLS sessions. About 2 minutes.",
    mixinStandardHelpOptions = true)
public final class BenchIdleCommand implements Callable<Integer> {
  private static final String TITLE = "Idle sessions (bench idle)";
  private static final int SESSIONS_PER_VEHICLE = 4;

  @Spec private CommandSpec spec;

  @Option(names = "--sessions", defaultValue = "10000", description = "Default: 10000.")
  private int sessions;

  @Option(
      names = "--hold",
      paramLabel = "SECONDS",
      defaultValue = "40",
      description = "From the last login to the last look; each session pings. Default: 40.")
  private int holdS;

  @Option(
      names = "--limit-mb",
      defaultValue = "600",
      description = "More resident memory than this ends with status 1. Default: 600.")
  private int limitMb;

  @Mixin private WriteOption write;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path dir = Files.createTempDirectory("yardang-idle");
    String many = Integer.toString(sessions + 100);
    Map<String, String> settings =
        Map.of(
            "YARDANG_GATEWAY_MAX_CONNECTIONS", many,
            "YARDANG_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", many);
    try (TlsGateway gateway = TlsGateway.start(dir, settings)) {
      IdleBench bench = new IdleBench(sessions, SESSIONS_PER_VEHICLE, Duration.ofSeconds(holdS));
      IdleBench.Result result = bench.run(gateway, text -> say(out, text));
      String line =
          "idle: sessions=%d live=%d rss_mb=%.0f rss_after_logins_mb=%.0f rss_empty_mb=%.0f kib_per_session=%.1f gateway_cpu_s=%.0f"
              .formatted(
                  result.sessions(),
                  result.live(),
                  result.rssMb(),
                  result.rssAfterLogins() / 1e6,
                  result.rssEmpty() / 1e6,
                  result.kibPerSession(),
                  result.gatewayCpu().toMillis() / 1e3);
      write.write(TITLE, () -> section(line));
      say(out, line);
      return result.live() == sessions && result.rssMb() < limitMb ? 0 : 1;
    } finally {
      Folders.delete(dir);
    }
  }

  private String section(String line) throws IOException {
    return """
        %s, on %s, by `./yardang bench idle --sessions %d --hold %d`.

        The gateway runs in a process of its own, as `./yardang gateway` starts it (same flags, \
        default settings but for the connections allowed from one address); the sessions are \
        mutual TLS 1.3 over loopback, %d to a vehicle, each vehicle with a certificate of its own. \
        Memory is VmRSS of the gateway's process: before the first session, after the last login, \
        and at the end of the hold, in which every session has pinged and been answered.

        ```
        %s
        ```
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Pinning.machine(),
            sessions,
            holdS,
            SESSIONS_PER_VEHICLE,
            line);
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
