package io.yardang.testbase.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.pki.DenyList;
import io.yardang.ingest.pki.IssuedCertificate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CertCommandTest {
  @TempDir Path root;

  @Test
  void shouldIssueWhatAVehicleNeedsAndReuseIt() {
    String text = cert("vehicle", "VX-12");
    assertThat(text)
        .contains("founded an authority", "vehicle VX-12 got a certificate", "(secret)")
        .contains(pki().resolve("VX-12.crt.pem").toString())
        .contains(pki().resolve("VX-12.key.pem").toString())
        .contains(pki().resolve("ca.crt.pem").toString());
    String serial = issued("VX-12").serial();
    assertThat(cert("vehicle", "VX-12"))
        .contains("vehicle VX-12 had its certificate already", serial)
        .doesNotContain("founded");
  }

  @Test
  void shouldIssueForSoManyDays() {
    cert("controller", "console", "--days", "5");
    cert("reader", "scoring");
    assertThat(issued("scoring").role()).isEqualTo("reader");
    assertThat(issued("console").role()).isEqualTo("controller");
    assertThat(Duration.between(Instant.now(), issued("console").notAfter()))
        .isBetween(Duration.ofDays(4), Duration.ofDays(5));
    assertThat(run("vehicle", "VX-12", "--dir", pki().toString(), "--days", "0").status())
        .isEqualTo(1);
  }

  @Test
  void shouldListEachWithItsRoleSerialAndState() {
    cert("gateway", "--host", "gw.base.example");
    cert("vehicle", "VX-12");
    cert("vehicle", "VX-13");
    cert("deny", "VX-12");
    List<String> rows = new ArrayList<>(cert("list").lines().toList());
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).startsWith("name");
    assertThat(rows.get(1)).containsPattern("^VX-12 +vehicle +[0-9-]{10} +denied +");
    assertThat(rows.get(2)).containsPattern("^VX-13 +vehicle +[0-9-]{10} +valid +");
    assertThat(rows.get(3)).containsPattern("^ca +authority +[0-9-]{10} +valid +");
    assertThat(rows.get(4)).containsPattern("^gateway +gateway +[0-9-]{10} +valid +");
    assertThat(rows.get(1)).endsWith(issued("VX-12").serial());
  }

  @Test
  void shouldDenyTheOldCertificateAndIssueANewOne() throws Exception {
    cert("vehicle", "VX-12");
    String stolen = issued("VX-12").serial();
    assertThat(cert("deny", "VX-12")).contains("denied: serial " + stolen);
    assertThat(cert("deny", "--serial", stolen)).contains("denied before");
    cert("deny", "--serial", "00:AB:CD");
    assertThat(cert("vehicle", "VX-12")).contains("got a certificate");

    assertThat(issued("VX-12").serial()).isNotEqualTo(stolen);
    assertThat(issued("VX-12").denied()).isFalse();
    Path file = pki().resolve(DenyList.FILE_NAME);
    assertThat(Files.readString(file)).contains("# VX-12, denied 20");
    assertThat(DenyList.read(file).entries()).containsExactlyInAnyOrder(stolen, "abcd");
  }

  @Test
  void shouldDenyEachCertificateThatAVehicleWasEverIssued() {
    cert("vehicle", "VX-12", "--days", "20");
    String stolen = issued("VX-12").serial();
    cert("vehicle", "VX-12");
    String renewed = issued("VX-12").serial();
    assertThat(renewed).isNotEqualTo(stolen);

    assertThat(cert("deny", "VX-12")).contains("denied: serial " + stolen, renewed);
    assertThat(DenyList.read(pki().resolve(DenyList.FILE_NAME)).entries())
        .containsExactlyInAnyOrder(stolen, renewed);
  }

  @Test
  void shouldSayWhatIsMissing() {
    Outcome outcome = run("deny", "VX-99", "--dir", pki().toString());
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.text()).contains("no certificate of VX-99", "yardang cert list");
    assertThat(run("deny", "--dir", pki().toString()).text()).contains("either an ID or --serial");
    assertThat(run("deny", "--serial", "VX", "--dir", pki().toString()).text())
        .contains("neither a serial number");
  }

  private record Outcome(int status, String text) {}

  private String cert(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--dir", pki().toString()));
    Outcome outcome = run(all.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.text()).isZero();
    return outcome.text();
  }

  private static Outcome run(String... args) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    int status =
        new CommandLine(new CertCommand())
            .setOut(out)
            .setErr(out)
            .setExecutionExceptionHandler(new ErrorsForPeople())
            .execute(args);
    out.flush();
    return new Outcome(status, text.toString());
  }

  private IssuedCertificate issued(String name) {
    return IssuedCertificate.in(pki(), DenyList.read(pki().resolve(DenyList.FILE_NAME))).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Path pki() {
    return root.resolve("pki");
  }
}
