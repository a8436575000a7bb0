package io.yardang.testbase.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.testbase.embedded.DataDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
  @TempDir Path folder;
  private Path settings;

  @BeforeEach
  void nameTheDataFolder() throws Exception {
    settings = folder.resolve("yardang.yaml");
    Files.writeString(settings, "data: " + folder.resolve("data") + "\n");
  }

  @Test
  void shouldPrintThePublicKeyToGiveOutAndKeepThePrivateOne() throws Exception {
    String shown = printed(0, "show");
    assertThat(shown).startsWith("# key id ").contains("-----BEGIN PUBLIC KEY-----");
    assertThat(shown).endsWith(Files.readString(keys().resolve("public-key.pem")));
    assertThat(shown).doesNotContain("PRIVATE");
    assertThat(printed(0, "show")).isEqualTo(shown);
  }

  @Test
  void shouldReplaceTheKeySoThatOpensslSeesTheOldOneNameItsSuccessor() throws Exception {
    String old = printed(0, "show");
    String rotated = printed(0, "rotate");
    assertThat(printed(0, "show")).isNotEqualTo(old);
    String oldId = old.lines().findFirst().orElseThrow().substring("# key id ".length());
    assertThat(rotated).contains("key " + oldId + " was replaced by ");

    // The command of ARCHITECTURE.md.
    List<String> command =
        List.of(
            ("openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in successor.pem"
                    + " -sigfile successor.pem.sig")
                .split(" "));
    Process openssl =
        new ProcessBuilder(command)
            .directory(keys().resolve("retired").resolve(oldId).toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
  }

  @Test
  void shouldNotReplaceTheKeyWhileAnotherProcessWorksInTheFolder() throws Exception {
    printed(0, "show");
    byte[] before = Files.readAllBytes(keys().resolve("signing-key.pem"));
    try (DataDirectory taken = DataDirectory.take(folder.resolve("data"))) {
      assertThat(taken).isNotNull();
      assertThat(printed(1, "rotate")).contains("another Yardang process works in");
    }
    assertThat(keys().resolve("signing-key.pem")).hasBinaryContent(before);
  }

  private Path keys() {
    return folder.resolve("data/keys");
  }

  private String printed(int status, String command) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    assertThat(
            new CommandLine(new KeyCommand())
                .setOut(out)
                .setErr(out)
                .setExecutionExceptionHandler(new ErrorsForPeople())
                .execute("--settings", settings.toString(), command))
        .as(text::toString)
        .isEqualTo(status);
    return text.toString();
  }
}
