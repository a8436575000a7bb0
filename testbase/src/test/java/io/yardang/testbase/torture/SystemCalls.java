package io.yardang.testbase.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What strace saw of a process: a file per thread, brought into the order of the calls' starts. */
final class SystemCalls {
  /** What is to be seen: how bytes come and go, and what brings them to disk. */
  private static final String WATCHED =
      "trace=read,recvfrom,write,writev,sendto,sendmsg,fsync,fdatasync,msync";

  private static final Pattern LINE =
      Pattern.compile("(\\d+)\\.(\\d{6}) (\\w+)\\((\\d+)<([^>]*)>.* = (-?\\d+).*<(\\d+\\.\\d+)>");

  /**
   * One call.
   *
   * @param file the descriptor's number and what it stands for, as in {@code 12</a/b>}
   */
  record Call(String name, String file, long result, long startUs, long endUs) {
    boolean isRead() {
      return result > 0 && (name.equals("read") || name.equals("recvfrom"));
    }

    boolean isWrite() {
      return result > 0 && (name.startsWith("write") || name.startsWith("send"));
    }

    /** A force of a journal's file that went well. */
    boolean isForce() {
      return result == 0
          && (name.equals("fsync") || name.equals("fdatasync"))
          && file.endsWith(".cq4>");
    }

    boolean isOfSocket() {
      return file.contains("<socket:") || file.contains("<TCP");
    }
  }

  private SystemCalls() {}

  /** Why nothing can be watched here; empty: it can. */
  static Optional<String> unavailable() {
    try {
      Process trial =
          new ProcessBuilder("strace", "-f", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor() == 0 ? Optional.empty() : Optional.of("strace may not watch here");
    } catch (IOException e) {
      return Optional.of("no strace (apt-get install strace): " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** The command under which a process is watched. */
  static List<String> watcher(Path output) {
    return List.of(
        "strace",
        "-ff",
        "--seccomp-bpf",
        "-qq",
        "-ttt",
        "-T",
        "-y",
        "-s",
        "0",
        "-e",
        WATCHED,
        "-o",
        output.toString());
  }

  /** What {@link #watcher} has written. */
  static List<Call> read(Path output) throws IOException {
    List<Call> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(output.getParent())) {
      String prefix = output.getFileName() + ".";
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList()) {
        Files.readAllLines(file).forEach(line -> parse(line).ifPresent(calls::add));
      }
    }
    calls.sort(Comparator.comparingLong(Call::startUs));
    return calls;
  }

  static Optional<Call> parse(String line) {
    Matcher call = LINE.matcher(line);
    if (!call.matches()) {
      return Optional.empty();
    }
    long startUs = Long.parseLong(call.group(1)) * 1_000_000 + Long.parseLong(call.group(2));
    long tookUs = Math.round(Double.parseDouble(call.group(7)) * 1e6);
    return Optional.of(
        new Call(
            call.group(3),
            call.group(4) + "<" + call.group(5) + ">",
            Long.parseLong(call.group(6)),
            startUs,
            startUs + tookUs));
  }

  /**
   * Of a client that sends a frame and waits for its acknowledgement, again and again: the answers
   * before which no force began after what came last, and ended.
   */
  static List<Call> answersWithoutForce(List<Call> calls, String socket) {
    List<Call> unforced = new ArrayList<>();
    Call lastRead = null;
    List<Call> forces = calls.stream().filter(Call::isForce).toList();
    for (Call call : calls) {
      if (!call.file().equals(socket)) {
        continue;
      }
      if (call.isRead()) {
        lastRead = call;
      } else if (call.isWrite() && lastRead != null) {
        long cameUs = lastRead.endUs();
        boolean isForced =
            forces.stream().anyMatch(f -> f.startUs() >= cameUs && f.endUs() <= call.startUs());
        if (!isForced) {
          unforced.add(call);
        }
      }
    }
    return unforced;
  }
}
