package io.yardang.testbase.bench.server;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.SoftwareVersion;
import io.yardang.testbase.Yardang;
import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.RefusedException;
import io.yardang.testbase.bench.wire.WireProtocol;
import io.yardang.testbase.bench.wire.WireSession;
import io.yardang.testbase.bench.wire.YardangWire;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** Our own gateway, as {@code yardang gateway} starts it, with or without mutual TLS. */
public final class YardangSystem implements BenchSystem {
  private static final String GATEWAY_ID = "bench";

  private final Optional<VehicleCertificates> certificates;

  private YardangSystem(Optional<VehicleCertificates> certificates) {
    this.certificates = certificates;
  }

  public static YardangSystem plaintext() {
    return new YardangSystem(Optional.empty());
  }

  /** With an authority of its own in {@code pki}. */
  public static YardangSystem tls(Path pki) {
    return new YardangSystem(Optional.of(new VehicleCertificates(pki)));
  }

  @Override
  public String name() {
    return certificates.isPresent() ? "yardang-tls" : "yardang";
  }

  @Override
  public boolean isPeer() {
    return false;
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    return Optional.empty();
  }

  @Override
  public String version() {
    return "Yardang " + SoftwareVersion.TEXT;
  }

  @Override
  public String settings(Tier tier) {
    return "gateway.ack_level "
        + tier
        + (certificates.isPresent() ? ", mutual TLS 1.3" : ", plaintext")
        + ", no bound on a session's rate"
        + "; acknowledges after the journal entry is "
        + (tier == Tier.DISK ? "forced" : "written");
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    int port = ServerProcess.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("YARDANG_DATA", dir.resolve("data").toString());
    environment.put("YARDANG_GATEWAY_ID", GATEWAY_ID);
    environment.put("YARDANG_GATEWAY_PORT", Integer.toString(port));
    // Several gateways run beside each other.
    environment.put("YARDANG_GATEWAY_ADMIN_PORT", "0");
    // One connection is to send what it can, and all come from one address.
    environment.put("YARDANG_GATEWAY_MAX_BYTES_PER_S", "0");
    environment.put("YARDANG_GATEWAY_MAX_MESSAGES_PER_S", "0");
    environment.put("YARDANG_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "10000");
    environment.put("YARDANG_GATEWAY_ACK_LEVEL", tier.name());
    // What one session can send is what is measured; none of the peers bounds it.
    environment.put("YARDANG_GATEWAY_MAX_BYTES_PER_S", "0");
    environment.put("YARDANG_GATEWAY_MAX_MESSAGES_PER_S", "0");
    if (certificates.isPresent()) {
      environment.put("YARDANG_GATEWAY_CERTIFICATES", certificates.get().withGateway().toString());
    } else {
      environment.put("YARDANG_GATEWAY_PLAINTEXT", "true");
    }
    ServerProcess process =
        ServerProcess.start(OwnJvm.command(Yardang.class, "gateway"), environment, dir, port);
    return new Server(process, tier, certificates, dir.resolve("data/journals/" + GATEWAY_ID));
  }

  private static final class Server implements BenchServer {
    private final ServerProcess process;
    private final Tier tier;
    private final Optional<VehicleCertificates> certificates;
    private final Path journal;
    private final Map<UUID, Long> lastSeqs = new HashMap<>();
    private JournalReader reader;

    Server(
        ServerProcess process,
        Tier tier,
        Optional<VehicleCertificates> certificates,
        Path journal) {
      this.process = process;
      this.tier = tier;
      this.certificates = certificates;
      this.journal = journal;
    }

    @Override
    public ServerProcess process() {
      return process;
    }

    @Override
    public WireProtocol open(String cell, int connections) {
      AckLevel level = tier == Tier.DISK ? AckLevel.ACK_LEVEL_DISK : AckLevel.ACK_LEVEL_PAGE_CACHE;
      return new WireProtocol() {
        @Override
        public WireSession session(int connection) {
          return new YardangWire("BENCH-" + connection, level);
        }

        @Override
        public Optional<SSLContext> tls(int connection) {
          return certificates.map(all -> all.of("BENCH-" + connection));
        }
      };
    }

    /** Reads on in the journal; the cells follow each other in it. */
    @Override
    public OptionalLong readable(String cell) {
      if (reader == null) {
        reader = LocalJournalReader.open(journal);
      }
      long frames = 0;
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        JournalRecord record = next.get();
        if (record.kind() == RecordKind.FRAME) {
          frames++;
          long last = lastSeqs.getOrDefault(record.stream(), 0L);
          if (record.seq() != last + 1) {
            throw new RefusedException(
                "the journal has seq " + record.seq() + " after " + last + " of a stream");
          }
          lastSeqs.put(record.stream(), record.seq());
        }
      }
      return OptionalLong.of(frames);
    }

    @Override
    public void close() {
      if (reader != null) {
        reader.close();
      }
      process.close();
    }
  }
}
