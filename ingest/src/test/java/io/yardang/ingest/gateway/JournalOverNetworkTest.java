package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalPositionException;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.ingest.pki.CertificateAuthority;
import io.yardang.ingest.pki.CertificateAuthority.Credentials;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.ingest.remote.RemoteJournalReader;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Credit;
import io.yardang.v1.Hello;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Subscribe;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway serves to readers is what lies on its disk. */
@Timeout(60)
class JournalOverNetworkTest {
  private static final UUID STREAM = new UUID(31, 32);
  private static final String READER = "scoring";

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;

  @BeforeEach
  void launch() {
    launch(GatewayConfig.plaintext());
  }

  private void launch(GatewayConfig config) {
    journal = JournalWriter.open(dir(), JournalSettings.SMALL);
    gateway = VehicleGateway.launch(config, journal, InstantSource.system());
  }

  @AfterEach
  void close() {
    gateway.close();
    journal.close();
  }

  @Test
  void shouldReadTheSameAsFromDiskWhileVehiclesWrite() throws Exception {
    int each = 3_000;
    try (JournalReader reader = open()) {
      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> drive("VX-1", 1, each));
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> drive("VX-2", 1, each));
      List<String> remote = read(reader, 2 * each);
      first.join();
      second.join();
      assertThat(remote).isEqualTo(local());
    }
  }

  @Test
  void shouldServeSeveralReadersAtOnce() throws Exception {
    try (JournalReader early = open();
        JournalReader other = open()) {
      assertThat(early.poll()).isEmpty();
      drive("VX-1", 1, 500);
      try (JournalReader late = open()) {
        assertThat(read(early, 500)).isEqualTo(local());
        assertThat(read(late, 500)).isEqualTo(local());
        assertThat(read(other, 500)).isEqualTo(local());
      }
    }
    await("all readers have left", () -> gateway.readerStatistics().subscriptions() == 0);
  }

  @Test
  void shouldGoOnBehindAnyPosition() throws Exception {
    append(1, 2, 3);
    append(4);
    append(5, 6);
    List<JournalPosition> positions = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        positions.add(next.get().position());
      }
    }
    try (JournalReader reader = open()) {
      for (int i = 0; i < positions.size(); i++) {
        reader.seekAfter(positions.get(i));
        assertThat(read(reader, positions.size() - 1 - i))
            .isEqualTo(local().subList(i + 1, positions.size()));
        awaitCaughtUp(reader);
        assertThat(reader.poll()).isEmpty();
      }
    }
  }

  @Test
  void shouldGoOnAfterLostConnections() throws Exception {
    long seed = 20261124;
    drive("VX-1", 1, 2_000);
    try (CuttingProxy network = new CuttingProxy(gateway.port(), 2_000, 40_000, seed);
        JournalReader reader = open(network.port())) {
      List<String> first = read(reader, 1_000);
      CompletableFuture<Void> more = CompletableFuture.runAsync(() -> drive("VX-2", 1, 1_000));
      first.addAll(read(reader, 2_000));
      more.join();
      assertThat(first).as("seed=" + seed).isEqualTo(local());
      assertThat(network.cuts.get()).isPositive();
    }
  }

  @Test
  void shouldGoOnAfterARestartOfTheGateway() throws Exception {
    drive("VX-1", 1, 300);
    try (JournalReader reader = open()) {
      List<String> records = read(reader, 250);
      int port = gateway.port();
      close();
      launch(GatewayConfig.plaintext().withPort(port));
      drive("VX-1", 301, 600);
      records.addAll(read(reader, 350));
      assertThat(records).isEqualTo(local());
      awaitCaughtUp(reader);
      assertThat(reader.poll()).isEmpty();
    }
  }

  @Test
  void shouldGiveAReaderWhatIsSentAgainAfterALossOfPower() throws Exception {
    append(1);
    append(2);
    try (JournalReader reader = open()) {
      read(reader, 2);
      Path onDisk = Files.createDirectory(root.resolve("what reached the disk"));
      copy(dir(), onDisk);
      append(3);
      append(4);
      append(5);
      read(reader, 3);
      int port = gateway.port();
      close();
      copy(onDisk, dir());
      Path mark = dir().resolve("writer.mark");
      Files.writeString(mark, Files.readString(mark).replaceAll("boot=.*", "boot=before"));
      launch(GatewayConfig.plaintext().withPort(port));
      assertThat(journal.durableSeq(STREAM)).isEqualTo(2);
      append(3, 4);
      append(5);
      append(6);
      assertThat(read(reader, 4)).isEqualTo(local().subList(2, 6));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (var files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void shouldSayOnlyAtTheEndThatItHasCaughtUp() throws Exception {
    append(1, 2);
    try (JournalReader reader = open()) {
      assertThat(reader.caughtUpAtMs()).isEmpty();
      long before = System.currentTimeMillis();
      read(reader, 1);
      assertThat(reader.caughtUpAtMs()).as("a record is left").isEmpty();
      read(reader, 1);
      awaitCaughtUp(reader);
      assertThat(reader.caughtUpAtMs().orElseThrow()).isGreaterThanOrEqualTo(before);
      long first = reader.caughtUpAtMs().orElseThrow();
      await("time goes on", () -> reader.caughtUpAtMs().orElse(0) > first);
      gateway.close();
      await("not known any more", () -> reader.caughtUpAtMs().isEmpty());
      assertThat(reader.poll()).isEmpty();
    }
  }

  @Test
  void shouldFollowAJournalThatIsStillEmpty() throws Exception {
    try (JournalReader reader = open()) {
      assertThat(reader.poll()).isEmpty();
      awaitCaughtUp(reader);
      append(1);
      assertThat(read(reader, 1)).isEqualTo(local());
    }
  }

  @Test
  void shouldStayOnAQuietJournalLongerThanTheIdleTimeout() throws Exception {
    close();
    launch(GatewayConfig.plaintext().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(500)));
    try (JournalReader reader = open()) {
      reader.poll();
      awaitCaughtUp(reader);
      long since = reader.caughtUpAtMs().orElseThrow();
      await("1.5 s have passed", () -> reader.caughtUpAtMs().orElse(0) > since + 1_500);
      assertThat(gateway.statistics().logins()).isEqualTo(1);
    }
  }

  @Test
  void shouldSkipADamagedEntryAndGoOnBehindIt() throws Exception {
    append(1);
    append(2);
    append(3);
    damage("frame 2");
    try (JournalReader reader = open()) {
      List<String> records = read(reader, 1);
      records.addAll(read(reader, 1));
      assertThat(records).extracting(text -> text.replaceAll(" .*", "")).doesNotHaveDuplicates();
      assertThat(records.get(1)).contains(" 3 3000 ");
    }
  }

  @Test
  void shouldRefuseAPositionThatTheJournalDoesNotHold() throws Exception {
    append(1, 2);
    try (JournalReader reader = open()) {
      reader.seekAfter(new JournalPosition(7, 0));
      assertThatThrownBy(() -> read(reader, 1))
          .isInstanceOf(JournalPositionException.class)
          .hasMessageContaining("index=7")
          .hasMessageContaining("first=");
      assertThatThrownBy(reader::poll).as("again").isInstanceOf(JournalPositionException.class);

      JournalPosition beyond = new JournalPosition(firstPosition().index(), 2);
      reader.seekAfter(beyond);
      assertThatThrownBy(() -> read(reader, 1)).hasMessageContaining("records=2");

      reader.seekAfter(JournalPosition.BEFORE_FIRST);
      assertThat(read(reader, 2)).isEqualTo(local());
    }
    assertThat(gateway.statistics().rejects())
        .containsEntry(RejectReason.REJECT_REASON_JOURNAL_POSITION, 1L);
  }

  @Test
  void shouldWaitWhileTheGatewayCannotReadItsJournalAndThenGoOn() throws Exception {
    append(1, 2);
    Path stamp = dir().resolve("journal.stamp");
    Path aside = root.resolve("stamp");
    Files.move(stamp, aside);
    // Whoever tries to read it gets an error of the disk.
    Files.createDirectory(stamp);
    try (JournalReader reader = open()) {
      await(
          "the reader is refused",
          () -> {
            assertThat(reader.poll()).isEmpty();
            return gateway
                .statistics()
                .rejects()
                .containsKey(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
          });
      Files.delete(stamp);
      Files.move(aside, stamp);
      assertThat(read(reader, 2)).isEqualTo(local());
    }
    assertThat(gateway.statistics().rejects())
        .doesNotContainKey(RejectReason.REJECT_REASON_JOURNAL_POSITION);
  }

  @Test
  void shouldLearnHowFarItIsScored() throws Exception {
    append(1, 2);
    try (JournalReader reader = open()) {
      reader.tellScored(firstPosition());
      assertThat(ScoredPosition.read(dir())).as("told before it was connected").isEmpty();
      read(reader, 2);
      JournalPosition second = new JournalPosition(firstPosition().index(), 1);
      reader.tellScored(second);
      await("written down", () -> ScoredPosition.read(dir()).equals(Optional.of(second)));
    }
  }

  @Test
  void shouldNotBelieveAnyReaderHowFarItIsScored() throws Exception {
    append(1, 2);
    var curious = new JournalEndpoint("127.0.0.1", gateway.port(), "curious", null);
    try (JournalReader reader = RemoteJournalReader.open(curious)) {
      read(reader, 1);
      reader.tellScored(firstPosition());
      await("counted", () -> gateway.statistics().rejects().size() == 1);
      assertThat(gateway.statistics().rejects())
          .containsEntry(RejectReason.REJECT_REASON_NOT_AUTHORISED, 1L);
      read(reader, 1);
    }
    assertThat(ScoredPosition.read(dir())).isEmpty();
  }

  @Test
  void shouldServeEntriesLongerThanAReaderHasRoomFor() throws Exception {
    JournalEntry entry = new JournalEntry();
    for (long seq = 1; seq <= 8; seq++) {
      entry.begin(RecordKind.FRAME, "VX-1", STREAM);
      entry.add(seq, seq, new byte[journal.maxEntryBytes() - entry.sizeBytesWith(0)]);
      journal.append(entry, seq);
    }
    try (JournalReader reader = open()) {
      assertThat(read(reader, 8)).isEqualTo(local());
    }
  }

  @Test
  void shouldSendNoMoreThanWasGranted() throws Exception {
    for (long seq = 1; seq <= 50; seq++) {
      append(seq);
    }
    try (TestClient reader = TestClient.plain(gateway.port())) {
      reader.login(reader(READER));
      subscribe(reader, 500);
      int first = bytesUntilStatus(reader);
      assertThat(first).isBetween(500, 600);
      reader.send(
          ClientMessage.newBuilder().setCredit(Credit.newBuilder().setCreditBytes(300)).build());
      int second = 0;
      while (second == 0) {
        second = bytesUntilStatus(reader);
      }
      assertThat(first + second).isBetween(800, 900);
    }
  }

  @Test
  void shouldNotBeHeldUpByReadersThatDoNotRead() throws Exception {
    int entries = 400;
    int entryBytes = 100_000;
    JournalEntry entry = new JournalEntry();
    for (long seq = 1; seq <= entries; seq++) {
      journal.append(
          entry.begin(RecordKind.FRAME, "VX-1", STREAM).add(seq, 1, new byte[entryBytes]), 1);
    }
    try (Socket small = new Socket();
        TestClient deaf = new TestClient(small);
        TestClient poor = TestClient.plain(gateway.port());
        JournalReader reader = open()) {
      small.setReceiveBufferSize(8 << 10);
      small.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      deaf.login(reader("deaf"));
      subscribe(deaf, 1L << 32);
      poor.login(reader("poor"));
      subscribe(poor, 0);

      drive("VX-2", 1, 500);
      read(reader, entries + 500);
      awaitCaughtUp(reader);
      drive("VX-2", 501, 1_000);
      read(reader, 500);

      long served = gateway.readerStatistics().bytes();
      long wholeJournal = (long) entries * entryBytes;
      assertThat(served - wholeJournal)
          .as("beside what the good reader got: no more than the sockets' buffers")
          .isLessThan(wholeJournal / 4);
      assertThat(gateway.readerStatistics().subscriptions()).isEqualTo(3);
    }
  }

  @Test
  void shouldRefuseSendersThatAreNotReaders() throws Exception {
    try (TestClient vehicle = TestClient.plain(gateway.port())) {
      vehicle.login(hello("VX-1", STREAM));
      subscribe(vehicle, 1_000);
      assertThat(vehicle.awaitReject(RejectReason.REJECT_REASON_WRONG_ROLE).getDetail())
          .contains("ROLE_READER");
    }
    try (TestClient reader = TestClient.plain(gateway.port())) {
      reader.login(reader(READER));
      reader.send(TestClient.frame(1));
      reader.awaitHangup(RejectReason.REJECT_REASON_WRONG_ROLE);
    }
    assertThat(gateway.statistics().frames()).isZero();
  }

  @Test
  void shouldServeOnlyReadersCertificates() throws Exception {
    close();
    CertificateAuthority ca =
        CertificateAuthority.openOrCreate(root.resolve("pki"), InstantSource.system());
    Credentials own = ca.gateway();
    launch(
        GatewayConfig.plaintext()
            .withTls(new GatewayConfig.Tls(own.caCert(), own.cert(), own.key())));
    append(1, 2, 3);
    try (JournalReader reader = RemoteJournalReader.open(endpoint(ca.reader(READER), READER))) {
      assertThat(read(reader, 3)).isEqualTo(local());
    }
    try (JournalReader vehicle = RemoteJournalReader.open(endpoint(ca.vehicle("VX-1"), "VX-1"))) {
      assertThatThrownBy(() -> read(vehicle, 1))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("NOT_AUTHORISED")
          .hasMessageContaining("reader VX-1");
    }
  }

  private JournalEndpoint endpoint(Credentials files, String readerId) {
    return new JournalEndpoint(
        "127.0.0.1",
        gateway.port(),
        readerId,
        new JournalEndpoint.TlsFiles(files.caCert(), files.cert(), files.key()));
  }

  private static Hello.Builder reader(String id) {
    return hello(id, STREAM).setRole(Role.ROLE_READER).clearStreamId();
  }

  private static void subscribe(TestClient reader, long creditBytes) throws IOException {
    reader.send(
        ClientMessage.newBuilder()
            .setSubscribe(Subscribe.newBuilder().setCreditBytes(creditBytes))
            .build());
  }

  /** How many bytes of entries come before the next status, which must not say "caught up". */
  private static int bytesUntilStatus(TestClient reader) throws IOException {
    int bytes = 0;
    while (true) {
      ServerMessage message = reader.receive();
      if (message.hasJournalStatus()) {
        assertThat(message.getJournalStatus().getCaughtUp()).isFalse();
        return bytes;
      }
      bytes += message.getJournalChunk().getEntry().size();
    }
  }

  private void drive(String vehicle, long fromSeq, long toSeq) {
    UUID stream = UUID.nameUUIDFromBytes(vehicle.getBytes(StandardCharsets.UTF_8));
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello(vehicle, stream));
      for (long seq = fromSeq; seq <= toSeq; seq++) {
        client.send(
            TelemetryFrame.newBuilder().setSeq(seq).setSampleTimeUnixNs(seq * 1000).build());
        if (seq % 100 == 0 || seq == toSeq) {
          client.awaitAck(seq);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long append(long... seqs) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-9", STREAM);
    for (long seq : seqs) {
      entry.add(seq, seq * 1000, ByteString.copyFromUtf8("frame " + seq).toByteArray());
    }
    return journal.append(entry, 1);
  }

  /** Overwrites the last byte of the text in the journal's file, as bits rot. */
  private void damage(String text) throws IOException {
    Path file;
    try (var files = Files.list(dir())) {
      file = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(content).contains(text);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int at = content.indexOf(text) + text.length() - 1;
      channel.write(ByteBuffer.wrap(new byte[] {'X'}), at);
    }
  }

  private JournalReader open() {
    return open(gateway.port());
  }

  private static JournalReader open(int port) {
    return RemoteJournalReader.open(new JournalEndpoint("127.0.0.1", port, READER, null));
  }

  private Path dir() {
    return root.resolve("gw");
  }

  private JournalPosition firstPosition() {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      return reader.poll().orElseThrow().position();
    }
  }

  private List<String> local() {
    List<String> records = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        records.add(text(next.get()));
      }
    }
    return records;
  }

  private static List<String> read(JournalReader reader, int count) {
    List<String> records = new ArrayList<>();
    await(
        count + " records",
        () -> {
          for (Optional<JournalRecord> next = Optional.empty(); records.size() < count; ) {
            next = reader.poll();
            if (next.isEmpty()) {
              return false;
            }
            records.add(text(next.get()));
          }
          return true;
        });
    return records;
  }

  private static void awaitCaughtUp(JournalReader reader) {
    await("caught up", () -> reader.poll().isEmpty() && reader.caughtUpAtMs().isPresent());
  }

  /** All of a record, so that two can be compared. */
  private static String text(JournalRecord record) {
    return String.join(
        " ",
        record.position().toString(),
        record.kind().name(),
        Long.toString(record.receiveTimeNs()),
        record.sender(),
        record.stream().toString(),
        Long.toString(record.seq()),
        Long.toString(record.sampleTimeNs()),
        Integer.toString(record.bytes().length),
        Integer.toHexString(Arrays.hashCode(record.bytes())));
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 40 s: " + what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
