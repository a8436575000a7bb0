package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.GapLedger;
import io.yardang.v1.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of a journal rot while the job reads it: it goes on, and the report says what misses. */
@SuppressWarnings("try") // The service works while it is open; nobody calls it.
class DamagedJournalTest {
  private static final int ROTTEN = 120;

  @TempDir Path directory;
  private DayUnderFire day;

  @BeforeEach
  void begin() {
    day = new DayUnderFire(directory);
  }

  @AfterEach
  void end() {
    day.close();
  }

  @Test
  void shouldGoOnBehindADamagedEntryOnDiskAndSayWhatIsMissing() throws Exception {
    day.driveTo(ROTTEN + 10);
    damage("gateway-0", ROTTEN);
    try (var service = ScoringService.start(day.parallel(1))) {
      day.awaitNewResult();
      day.driveToEnd();
      day.assertReportsAreThoseOfAnUndisturbedJob("damaged on disk");
    }
    assertOneFrameOfV1IsMissing();
  }

  @Test
  void shouldGoOnBehindADamagedEntryOverTheNetworkAndSayWhatIsMissing() throws Exception {
    day.driveTo(ROTTEN + 10);
    damage("gateway-0", ROTTEN);
    try (VehicleGateway one = serve(0);
        VehicleGateway two = serve(1)) {
      Journals gateways = Journals.of(List.of(endpoint(one), endpoint(two)));
      try (var service = ScoringService.start(DayUnderFire.config(directory, gateways, 1))) {
        day.awaitNewResult();
        day.driveToEnd();
        day.assertReportsAreThoseOfAnUndisturbedJob("damaged at the gateway");
      }
    }
    assertOneFrameOfV1IsMissing();
  }

  @Test
  void shouldGoOnFromACheckpointWhoseOwnEntryIsDamagedSince() throws Exception {
    day.driveTo(ROTTEN);
    try (var service = ScoringService.start(day.parallel(1))) {
      day.awaitNewResult();
      Path journal = day.journals().resolve("gateway-0");
      JournalPosition last = last(journal);
      DayUnderFire.await(() -> ScoredPosition.read(journal).filter(last::equals).isPresent());
    }
    damage("gateway-0", ROTTEN - 1);
    day.driveToEnd();
    try (var service = ScoringService.start(day.parallel(1))) {
      // It was intact when it was read, and is in the job's state.
      DayUnderFire.await(() -> day.newest("one").isPresent() && day.newest("two").isPresent());
    }
    assertThat(day.newest("one").orElseThrow().getReport())
        .isEqualTo(day.day().expected("one").getReport());
  }

  private static JournalPosition last(Path journal) {
    JournalPosition last = JournalPosition.BEFORE_FIRST;
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        last = record.get().position();
      }
    }
    return last;
  }

  private void assertOneFrameOfV1IsMissing() {
    Report report = day.newest("one").orElseThrow().getReport();
    assertThat(report.getNoDataMissing()).isFalse();
    assertThat(report.getDataList())
        .extracting(GapLedger::getVehicleId, GapLedger::getMissingFrames)
        .containsExactly(tuple("V1", 1L), tuple("V2", 0L));
  }

  /** Changes a byte of V1's frame in the journal's file, as bits rot. */
  private void damage(String gateway, int frame) throws IOException {
    Path file;
    try (var files = Files.list(day.journals().resolve(gateway))) {
      file = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    String bytes = new String(TrackDay.frameBytes("V1", frame), StandardCharsets.ISO_8859_1);
    int at = content.indexOf(bytes);
    assertThat(at).as("frame %s is in %s", frame, file).isPositive();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes.charAt(9) ^ 1)}), at + 9);
    }
  }

  private VehicleGateway serve(int gateway) {
    return VehicleGateway.launch(
        GatewayConfig.plaintext().withPort(0), day.day().journal(gateway), InstantSource.system());
  }

  private static JournalEndpoint endpoint(VehicleGateway gateway) {
    return new JournalEndpoint("127.0.0.1", gateway.port(), "scoring", null);
  }
}
