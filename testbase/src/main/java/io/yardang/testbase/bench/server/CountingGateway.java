package io.yardang.testbase.bench.server;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.SessionLimits;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** The process of {@link DecodeLimit}: runs until it is killed. */
public final class CountingGateway {
  private CountingGateway() {}

  /**
   * @param args port and an empty folder for the journal that stays empty
   */
  public static void main(String[] args) throws InterruptedException {
    SessionLimits noRates = SessionLimits.DEFAULT.with(new SessionLimits.Rates(0, 0, 0));
    GatewayConfig config =
        GatewayConfig.plaintext().withPort(Integer.parseInt(args[0])).withLimits(noRates);
    try (JournalWriter journal = JournalWriter.open(Path.of(args[1]), JournalSettings.DEFAULT);
        VehicleGateway gateway =
            VehicleGateway.launchCounting(config, journal, InstantSource.system())) {
      System.out.println("counting on port " + gateway.port());
      new CountDownLatch(1).await();
    }
  }
}
