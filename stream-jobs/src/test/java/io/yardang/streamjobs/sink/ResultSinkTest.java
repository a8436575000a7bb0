package io.yardang.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Closing it may be interrupted; nobody does that here.
class ResultSinkTest {
  @TempDir Path directory;

  @Test
  void shouldKeepAnInvalidReportForOneThatIsTooLongAndGoOn() throws Exception {
    Result huge = scored("huge", "x".repeat(17 << 20));
    Result next = scored("next", "as usual");
    try (var writer = new ResultSink(directory).createWriter(null)) {
      writer.write(huge, null);
      writer.write(next, null);
      writer.flush(false);
    }

    List<Result> kept = new ArrayList<>();
    try (var reader = LocalJournalReader.open(directory)) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        kept.add(Result.parseFrom(record.get().bytes()));
      }
    }
    assertThat(kept).extracting(Result::getRunId).containsExactly("huge", "next");
    Report instead = kept.get(0).getScored().getReport();
    assertThat(instead.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(instead.getReasons(0)).contains("cannot be kept", "bytes");
    assertThat(kept.get(1)).isEqualTo(next);
  }

  private static Result scored(String run, String reason) {
    Report report = Report.newBuilder().setRunId(run).addReasons(reason).build();
    return Result.newBuilder()
        .setRunId(run)
        .setTimeUnixNs(1)
        .setScored(ScoredRun.newBuilder().setReport(report))
        .build();
  }
}
