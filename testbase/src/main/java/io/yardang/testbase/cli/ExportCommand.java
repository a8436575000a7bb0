package io.yardang.testbase.cli;

import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.DriveSource;
import io.yardang.rigs.drive.DriveWriter;
import io.yardang.streamjobs.job.JournaledRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a run of the journals as a drive: its events and frames, in their original bytes. */
@Command(
    name = "export",
    description = "Write a run of a journal as a drive (MCAP); scoring the drive gives its report.",
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--journal",
      required = true,
      paramLabel = "DIR",
      description = "Root of the gateways' journals, such as data/journals.")
  private Path journals;

  @Option(names = "--run", required = true, paramLabel = "ID", description = "The run.")
  private String runId;

  @Option(names = "--out", required = true, paramLabel = "DRIVE.mcap")
  private Path out;

  private long records;
  private long newestTimeNs = Long.MIN_VALUE;

  @Override
  public Integer call() throws IOException {
    JournaledRun run = JournaledRun.find(journals, runId);
    DriveSource source =
        new DriveSource(run.started().getPlan().getTitle(), "yardang, run " + runId, "");
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      try (DriveWriter drive = DriveWriter.create(part, source)) {
        run.eachRecord(record -> write(drive, record));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    PrintWriter print = spec.commandLine().getOut();
    print.printf("%d records of run %s in %s%n", records, runId, out);
    print.flush();
    return 0;
  }

  private void write(DriveWriter drive, JournalRecord record) {
    // A gateway's clock may have been set back; a drive's log time may not go back.
    newestTimeNs = Math.max(newestTimeNs, record.receiveTimeNs());
    DriveRecord.Kind kind =
        record.kind() == RecordKind.FRAME ? DriveRecord.Kind.FRAME : DriveRecord.Kind.RUN_EVENT;
    try {
      drive.write(
          new DriveRecord(
              kind,
              record.sender(),
              record.stream(),
              newestTimeNs,
              ByteString.copyFrom(record.bytes())));
      records++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
