package io.yardang.streamjobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
  @TempDir Path dir;

  @Test
  void shouldSignWithTheNewKeyAndKeepOldBundlesVerifiableByTheOldOne() throws Exception {
    Path before = bundle("before");
    KeyRotation rotation = KeyRotation.rotate(keys());
    Path after = bundle("after");

    Path oldKey = rotation.retired().resolve("public-key.pem");
    Path newKey = keys().resolve("public-key.pem");
    assertThat(BundleVerifier.verify(before, Optional.of(oldKey)).ok()).isTrue();
    assertThat(BundleVerifier.verify(after, Optional.of(newKey)).ok()).isTrue();
    assertThat(BundleVerifier.verify(before, Optional.of(newKey)).ok()).isFalse();
    assertThat(BundleVerifier.verify(after, Optional.of(oldKey)).ok()).isFalse();
    assertThat(SigningKey.openOrCreate(keys()).keyId()).isEqualTo(rotation.newKeyId());
    assertThat(rotation.retired().getFileName()).hasToString(rotation.oldKeyId());
  }

  @Test
  void shouldNameTheSuccessorUnderTheOldKeysSignatureAndKeepNoOldPrivateKey() throws Exception {
    SigningKey.openOrCreate(keys());
    byte[] oldPrivate = Files.readAllBytes(keys().resolve("signing-key.pem"));
    Path retired = KeyRotation.rotate(keys()).retired();

    byte[] successor = Files.readAllBytes(retired.resolve("successor.pem"));
    assertThat(successor).isEqualTo(Files.readAllBytes(keys().resolve("public-key.pem")));
    assertThat(
            SigningKey.verify(
                SigningKey.readPublicKey(Files.readString(retired.resolve("public-key.pem"))),
                successor,
                Files.readAllBytes(retired.resolve("successor.pem.sig"))))
        .isTrue();
    try (var files = Files.walk(keys())) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSize(5)
          .allSatisfy(file -> assertThat(Files.readAllBytes(file)).isNotEqualTo(oldPrivate));
    }
  }

  @Test
  void shouldCompleteARotationThatWasInterruptedBetweenTheTwoHalves() throws Exception {
    SigningKey.openOrCreate(keys());
    String next = SigningKey.openOrCreate(keys().resolve("next")).keyId();
    Files.move(
        keys().resolve("next/signing-key.pem"),
        keys().resolve("signing-key.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> SigningKey.openOrCreate(keys())).hasMessageContaining("key rotate");

    assertThat(KeyRotation.rotate(keys()).oldKeyId()).isEqualTo(next);
    assertThat(keys().resolve("next")).doesNotExist();
  }

  @Test
  void shouldRefuseToReplaceAKeyThatIsNotThere() {
    assertThatThrownBy(() -> KeyRotation.rotate(keys()))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("no key to replace");
    assertThat(keys().resolve("signing-key.pem")).doesNotExist();
  }

  private Path keys() {
    return dir.resolve("keys");
  }

  private Path bundle(String name) throws Exception {
    ReportStore store = new ReportStore(dir.resolve(name), SigningKey.openOrCreate(keys()));
    Revision revision = store.save(SampleRun.scored());
    Path bundle = dir.resolve(name + ".zip");
    try (OutputStream out = Files.newOutputStream(bundle)) {
      store.bundle(revision.runId(), revision.number(), out);
    }
    return bundle;
  }
}
