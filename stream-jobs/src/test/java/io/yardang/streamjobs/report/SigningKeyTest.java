package io.yardang.streamjobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir Path dir;

  @Test
  void shouldMakeKeyOnceAndReadItAfter() throws Exception {
    SigningKey made = SigningKey.openOrCreate(dir.resolve("key"));
    SigningKey read = SigningKey.openOrCreate(dir.resolve("key"));

    assertThat(read.publicKeyPem()).isEqualTo(made.publicKeyPem());
    assertThat(read.sign("abc".getBytes(UTF_8))).isEqualTo(made.sign("abc".getBytes(UTF_8)));
    assertThat(made.keyId()).matches("[0-9a-f]{16}");
    assertThat(Files.readString(dir.resolve("key/signing-key.pem")))
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void shouldKeepPrivateKeyToItsOwner() throws Exception {
    SigningKey.openOrCreate(dir);

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir.resolve("signing-key.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldNotReplaceHalfAKey() throws Exception {
    SigningKey.openOrCreate(dir);
    Files.delete(dir.resolve("signing-key.pem"));

    assertThatThrownBy(() -> SigningKey.openOrCreate(dir))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("signing-key.pem is missing in " + dir)
        .hasMessageContaining("backup");
  }

  @Test
  void shouldRefuseHalvesThatDoNotFit() throws Exception {
    SigningKey.openOrCreate(dir);
    String other = SigningKey.openOrCreate(dir.resolve("other")).publicKeyPem();
    Files.writeString(dir.resolve("public-key.pem"), other);

    assertThatThrownBy(() -> SigningKey.openOrCreate(dir))
        .hasMessageContaining("public-key.pem does not belong to signing-key.pem");
  }
}
