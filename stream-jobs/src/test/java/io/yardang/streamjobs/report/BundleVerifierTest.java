package io.yardang.streamjobs.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yardang.streamjobs.report.Verification.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleVerifierTest {
  @TempDir Path dir;
  private ReportStore store;
  private SortedMap<String, byte[]> files;

  @BeforeEach
  void save() throws IOException {
    store = new ReportStore(dir.resolve("reports"), SigningKey.openOrCreate(dir.resolve("key")));
    store.save(SampleRun.scored());
    files = unzipped(bundle());
  }

  private byte[] bundle() throws IOException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    store.bundle(SampleRun.RUN_ID, 1, bundle);
    return bundle.toByteArray();
  }

  @Test
  void shouldFindNothingWrongWithGenuineBundle() throws IOException {
    Verification verification = verified(Optional.of(dir.resolve("key/public-key.pem")));

    assertThat(verification.problems()).isEmpty();
    assertThat(verification.keyTrusted()).isTrue();
    assertThat(verification.report()).hasValue(SampleRun.scored().getReport());
    assertThat(verification.text())
        .contains("OK: run patrol-2026-11-24-01, FAIL, score 71.484", "is the trusted key");
  }

  @Test
  void shouldNotCallKeyTrustedThatNobodyVouchesFor() throws IOException {
    Verification verification = verified(Optional.empty());

    assertThat(verification.ok()).isTrue();
    assertThat(verification.keyTrusted()).isFalse();
    assertThat(verification.text()).contains("give the test base's public key");
  }

  @Test
  void shouldNameFileThatWasChanged() throws IOException {
    files.get("report.json")[100] ^= 1;

    assertProblem(verified(Optional.empty()), "report.json", Kind.CHANGED);
  }

  @Test
  void shouldRefuseEveryBundleOfWhichOneByteWasChanged() throws IOException {
    byte[] genuine = bundle();
    Path changed = dir.resolve("bundle.zip");
    Optional<Path> key = Optional.of(dir.resolve("key/public-key.pem"));
    // All bytes of the heads, which no hash of a file covers, and some of the files.
    for (int at = 0; at < genuine.length; at += at < 200 || at > genuine.length - 800 ? 1 : 97) {
      genuine[at] ^= 1;
      Files.write(changed, genuine);
      Verification verification = BundleVerifier.verify(changed, key);
      assertThat(verification.ok()).as("byte %d", at).isFalse();
      assertThat(verification.problems()).as("byte %d", at).isNotEmpty();
      genuine[at] ^= 1;
    }
    Files.write(changed, genuine);
    assertThat(BundleVerifier.verify(changed, key).ok()).isTrue();
  }

  @Test
  void shouldRefuseBytesBeforeAndBehindTheFiles() throws IOException {
    for (boolean before : new boolean[] {true, false}) {
      ByteArrayOutputStream more = new ByteArrayOutputStream();
      if (before) {
        more.write("hidden".getBytes(UTF_8));
      }
      more.write(bundle());
      if (!before) {
        more.write("hidden".getBytes(UTF_8));
      }
      Path changed = Files.write(dir.resolve("bundle.zip"), more.toByteArray());
      assertThat(BundleVerifier.verify(changed, Optional.empty()).ok()).isFalse();
    }
  }

  @Test
  void shouldGiveTheSameZipInEveryTimeZone() throws IOException {
    TimeZone here = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
      byte[] inShanghai = bundle();
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      assertThat(bundle()).isEqualTo(inShanghai);
    } finally {
      TimeZone.setDefault(here);
    }
  }

  @Test
  void shouldNameFileThatIsMissing() throws IOException {
    files.remove("traces.json");

    assertProblem(verified(Optional.empty()), "traces.json", Kind.MISSING);
  }

  @Test
  void shouldNameFileThatWasAdded() throws IOException {
    files.put("extra.txt", new byte[] {1});

    assertProblem(verified(Optional.empty()), "extra.txt", Kind.ADDED);
  }

  @Test
  void shouldSeeChangedFileWhoseManifestLineWasChangedToo() throws IOException {
    files.put("report.html", "forged".getBytes(UTF_8));
    files.put("MANIFEST.sha256", BundleFiles.manifest(contents()));

    assertProblem(verified(Optional.empty()), "MANIFEST.sha256.sig", Kind.SIGNATURE_WRONG);
  }

  @Test
  void shouldSeeBundleSignedByAnotherKey() throws IOException {
    SigningKey forger = SigningKey.openOrCreate(dir.resolve("forger"));
    files.put("public-key.pem", forger.publicKeyPem().getBytes(US_ASCII));
    files.put("MANIFEST.sha256", BundleFiles.manifest(contents()));
    files.put("MANIFEST.sha256.sig", forger.sign(files.get("MANIFEST.sha256")));

    assertThat(verified(Optional.empty()).ok()).isTrue();
    assertProblem(
        verified(Optional.of(dir.resolve("key/public-key.pem"))),
        "public-key.pem",
        Kind.KEY_NOT_TRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST.sha256", "MANIFEST.sha256.sig", "public-key.pem"})
  void shouldNotDoWithout(String name) throws IOException {
    files.remove(name);

    assertProblem(verified(Optional.empty()), name, Kind.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/passwd", "a/b", "..", "x\\y", "folder/"})
  void shouldRefuseUnsafeNames(String name) throws IOException {
    files.put(name, new byte[0]);

    assertProblem(verified(Optional.empty()), name, Kind.REFUSED);
  }

  @Test
  void shouldRefuseZipBomb() throws IOException {
    Path bomb = dir.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("report.json"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 257; i++) {
        zip.write(zeros);
      }
    }

    Verification verification = BundleVerifier.verify(bomb, Optional.empty());

    assertProblem(verification, "report.json", Kind.REFUSED);
  }

  @Test
  void shouldRefuseTooManyFiles() throws IOException {
    for (int i = 0; i < 40; i++) {
      files.put("f" + i, new byte[0]);
    }

    assertProblem(verified(Optional.empty()), "bundle.zip", Kind.REFUSED);
  }

  @Test
  void shouldSayWhenFileIsNoBundle() throws IOException {
    Path text = Files.writeString(dir.resolve("bundle.zip"), "hello");

    assertProblem(BundleVerifier.verify(text, Optional.empty()), "bundle.zip", Kind.UNREADABLE);
    assertProblem(
        BundleVerifier.verify(dir.resolve("none.zip"), Optional.empty()), "none.zip", Kind.MISSING);
    assertThatThrownBy(() -> BundleVerifier.verify(text, Optional.of(text)))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("not an Ed25519 public key");
  }

  @Test
  void shouldBeVerifiedByOpensslToo() throws Exception {
    assumeTrue(runs(List.of("openssl", "version")) == 0, "openssl is not installed");
    List<String> check =
        List.of(
            "openssl",
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "public-key.pem",
            "-rawin",
            "-in",
            "MANIFEST.sha256",
            "-sigfile",
            "MANIFEST.sha256.sig");
    Path unpacked = Files.createDirectory(dir.resolve("unpacked"));
    for (var file : files.entrySet()) {
      Files.write(unpacked.resolve(file.getKey()), file.getValue());
    }

    assertThat(runs(check)).isZero();
    assertThat(runs(List.of("sha256sum", "-c", "MANIFEST.sha256"))).isZero();

    Files.writeString(unpacked.resolve("MANIFEST.sha256"), "forged");
    assertThat(runs(check)).isNotZero();
  }

  private int runs(List<String> command) throws InterruptedException {
    Path unpacked = dir.resolve("unpacked");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory((Files.exists(unpacked) ? unpacked : dir).toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }

  private SortedMap<String, byte[]> contents() {
    SortedMap<String, byte[]> contents = new TreeMap<>(files);
    contents.keySet().removeAll(List.of("MANIFEST.sha256", "MANIFEST.sha256.sig"));
    return contents;
  }

  private Verification verified(Optional<Path> trusted) throws IOException {
    Path zip = dir.resolve("bundle.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      BundleFiles.zip(files, out);
    }
    return BundleVerifier.verify(zip, trusted);
  }

  private static void assertProblem(Verification verification, String file, Kind kind) {
    assertThat(verification.ok()).isFalse();
    assertThat(verification.report()).isEmpty();
    assertThat(verification.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.file()).isEqualTo(file);
              assertThat(problem.kind()).isEqualTo(kind);
            });
    assertThat(verification.text()).contains(file).doesNotContain("OK");
  }

  private static SortedMap<String, byte[]> unzipped(byte[] zipped) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }
}
