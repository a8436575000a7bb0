package io.yardang.streamjobs.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of these tests in a JVM of its own, there to be killed. */
record ForkedJvm(Process process) implements AutoCloseable {
  /**
   * Starts it with the flags and the class path of this one.
   *
   * @param classesFirst a folder of classes that take the place of ours; null: none
   */
  static ForkedJvm start(Path log, Path classesFirst, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("yardang.jvm.flags").trim().split("\\s+", -1)));
    // It lives for seconds: what C2 would compile never pays.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    String classPath = System.getProperty("java.class.path");
    command.add(classesFirst == null ? classPath : classesFirst + File.pathSeparator + classPath);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ForkedJvm(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  /** SIGKILL; returns when the kernel has taken the process apart. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Its exit code, or that it takes longer than 60 s. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + process.pid() + " runs for more than 60 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
