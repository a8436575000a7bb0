package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A standalone Flink cluster: a JobManager and TaskManagers, each a process of its own, with
 * Flink's jars on their class path and none of ours.
 */
final class FlinkProcesses implements AutoCloseable {
  /** Flink and what it brings, by their folders in Maven's repository. */
  private static final Pattern OF_FLINK =
      Pattern.compile(
          ".*/(org/apache/flink|org/apache/commons|commons-[a-z]+|org/slf4j|ch/qos/logback"
              + "|org/snakeyaml|com/esotericsoftware|org/objenesis|org/javassist|org/xerial|at/yawk"
              + "|org/roaringbitmap)/.*");

  private static final Pattern JOB_ID = Pattern.compile("\"jid\":\"([0-9a-f]+)\"");

  private static final String LOG_FORMAT =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %-5level %logger{1} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final Path directory;
  private final int restPort = freePort();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts the JobManager and so many TaskManagers of two slots; returns when all are there. */
  FlinkProcesses(Path directory, Path checkpoints, int taskManagers) throws IOException {
    this.directory = Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.yaml"), configuration(freePort(), restPort, checkpoints));
    Files.writeString(directory.resolve("logback.xml"), LOG_FORMAT);
    try {
      java(
          "jobmanager",
          "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
          "--configDir",
          directory.toString());
      for (int i = 0; i < taskManagers; i++) {
        java(
            "taskmanager-" + i,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            directory.toString());
      }
      String all = "\"taskmanagers\":" + taskManagers + ",";
      DayUnderFire.await(() -> get("/overview").contains(all));
    } catch (AssertionError | IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static String configuration(int rpcPort, int restPort, Path checkpoints) {
    return String.format(
        """
          jobmanager.rpc.address: localhost
          jobmanager.rpc.port: %d
          jobmanager.bind-host: localhost
          rest.address: localhost
          rest.port: %d
          rest.bind-address: localhost
          taskmanager.host: localhost
          taskmanager.bind-host: localhost
          taskmanager.numberOfTaskSlots: 2
          taskmanager.load-balance.mode: SLOTS
          taskmanager.cpu.cores: 1.0
          taskmanager.memory.task.heap.size: 128mb
          taskmanager.memory.task.off-heap.size: 32mb
          taskmanager.memory.network.min: 32mb
          taskmanager.memory.network.max: 32mb
          taskmanager.memory.managed.size: 64mb
          taskmanager.memory.framework.heap.size: 128mb
          taskmanager.memory.framework.off-heap.size: 128mb
          taskmanager.memory.jvm-metaspace.size: 128mb
          taskmanager.memory.jvm-overhead.min: 64mb
          taskmanager.memory.jvm-overhead.max: 64mb
          heartbeat.interval: 1000
          heartbeat.timeout: 5000
          state.backend.type: hashmap
          execution.target: remote
          execution.checkpointing.interval: 1s
          execution.checkpointing.storage: filesystem
          execution.checkpointing.dir: %s
          restart-strategy.type: fixed-delay
          restart-strategy.fixed-delay.attempts: 100
          restart-strategy.fixed-delay.delay: 500ms
          """,
        rpcPort, restPort, checkpoints.toUri());
  }

  /** {@code flink run --detached} of the jar with these arguments; returns when it runs. */
  void run(int parallelism, Path jar, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("run", "--detached", "--parallelism", "" + parallelism));
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    Process client =
        java("client", "org.apache.flink.client.cli.CliFrontend", command.toArray(String[]::new));
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).as(log("client")).isZero();
    DayUnderFire.await(() -> get("/jobs/overview").contains("\"state\":\"RUNNING\""));
  }

  /** SIGKILL. */
  void killTaskManager(int index) throws InterruptedException {
    processes.get(1 + index).destroyForcibly().waitFor();
  }

  /** Why the job was restarted, as the REST API tells it. */
  String failures() {
    Matcher id = JOB_ID.matcher(get("/jobs/overview"));
    assertThat(id.find()).isTrue();
    return get("/jobs/" + id.group(1) + "/exceptions");
  }

  private String get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + restPort + path)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private Process java(String name, String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                "-cp",
                classPath(),
                main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> OF_FLINK.matcher(jar).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
