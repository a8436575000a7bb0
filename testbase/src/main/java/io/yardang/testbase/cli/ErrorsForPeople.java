package io.yardang.testbase.cli;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a command could not do is told in one line. YARDANG_DEBUG=1 adds the stack trace, for a
 * report to the developers.
 */
public final class ErrorsForPeople implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    String what =
        e instanceof NoSuchFileException || e instanceof FileNotFoundException
            ? "no such file: " + e.getMessage()
            : e.getMessage() == null ? e.toString() : e.getMessage();
    command.getErr().println("yardang: " + what);
    if ("1".equals(System.getenv("YARDANG_DEBUG"))) {
      e.printStackTrace(command.getErr());
    }
    return 1;
  }
}
