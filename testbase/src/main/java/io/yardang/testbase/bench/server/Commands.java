package io.yardang.testbase.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Small commands of the machine. */
public final class Commands {
  private Commands() {}

  /** Where a command is; /usr/sbin counts too, where servers lie. */
  static Optional<Path> find(String name) {
    Stream<String> folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/bin"));
    return folders.map(dir -> Path.of(dir, name)).filter(Files::isExecutable).findFirst();
  }

  /** Runs it to its end and gives what it printed. */
  public static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(List.of(command) + " ended with " + code + ": " + printed);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + List.of(command), e);
    }
  }

  /** The first line that it prints with these arguments, or what went wrong. */
  static String firstLine(String name, String... arguments) {
    Optional<Path> file = find(name);
    if (file.isEmpty()) {
      return name + " is not installed";
    }
    try {
      String[] command =
          Stream.concat(Stream.of(file.get().toString()), Stream.of(arguments))
              .toArray(String[]::new);
      return run(command).lines().findFirst().orElse(name);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  static Optional<String> missing(String name, String debianPackage) {
    return find(name).isPresent()
        ? Optional.empty()
        : Optional.of(name + " is not installed (Debian package " + debianPackage + ")");
  }
}
