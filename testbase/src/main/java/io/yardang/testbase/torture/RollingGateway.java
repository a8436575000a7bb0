package io.yardang.testbase.torture;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.AckLevel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * A gateway whose journal has an hour, and so a new file, every few hundredths of a second: what
 * happens where one file ends and the next begins is cut through many times a minute. There to be
 * killed.
 */
final class RollingGateway {
  private static final long HOUR_MS = 3_600_000;
  private static final long FILE_EVERY_MS = 40;

  private RollingGateway() {}

  /**
   * @param args the journal's folder, the port, the level of the acknowledgements, and when the
   *     first gateway of this journal was started, in ms: from then on its clock runs fast
   */
  public static void main(String[] args) throws InterruptedException {
    long startedMs = Long.parseLong(args[3]);
    GatewayConfig config =
        GatewayConfig.plaintext()
            .withPort(Integer.parseInt(args[1]))
            .withAckLevel(AckLevel.valueOf(args[2]));
    try (JournalWriter journal =
            JournalWriter.open(Path.of(args[0]), JournalSettings.SMALL, () -> fastMs(startedMs));
        VehicleGateway gateway = VehicleGateway.launch(config, journal, InstantSource.system())) {
      System.out.println("rolling on port " + gateway.port());
      new CountDownLatch(1).await();
    }
  }

  private static long fastMs(long startedMs) {
    return startedMs + (System.currentTimeMillis() - startedMs) * (HOUR_MS / FILE_EVERY_MS);
  }
}
