package io.yardang.testbase.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.ingest.journal.Retention;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.streamjobs.source.Journals;
import io.yardang.testbase.settings.SettingsException;
import io.yardang.testbase.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigsTest {
  @TempDir Path directory;

  @Test
  void shouldScoreTheJournalsOfTheDataFolderUnlessGatewaysAreNamed() {
    assertThat(journals("")).isEqualTo(Journals.in(directory.resolve("data/journals")));
  }

  @Test
  void shouldScoreTheJournalsOfTheNamedGatewaysWithAReadersCertificate() {
    Journals journals = journals("gw-a:7400, [::1]:7401");
    assertThat(journals.ids()).containsExactly("gw-a:7400", "::1:7401");
    JournalEndpoint first = ((Journals.Gateways) journals).gateways().get(0);
    assertThat(first.readerId()).isEqualTo("scoring");
    assertThat(Path.of(first.tls().cert())).isAbsolute().exists();
    assertThat(Path.of(first.tls().key())).isAbsolute().exists();
    assertThat(Path.of(first.tls().caCert())).isAbsolute().exists();
  }

  @Test
  void shouldRefuseGatewaysThatAreNotHostAndPort() {
    for (String wrong : new String[] {"gw-a", "gw-a:", ":7400", "gw-a:70000", "gw-a:1,,gw-b:1"}) {
      assertThatThrownBy(() -> journals(wrong))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("scoring.journals=" + wrong)
          .hasMessageContaining("HOST:PORT");
    }
    assertThatThrownBy(() -> journals("gw-a:7400,gw-a:7400")).hasMessageContaining("named twice");
  }

  @Test
  void shouldLetFilesLeaveAsTheSettingsSay() {
    Retention rules = retention("YARDANG_JOURNAL_MAX_AGE_S", "86400");
    assertThat(rules.maxAge()).isEqualTo(Duration.ofDays(1));
    assertThat(rules.keepsUnscored()).isTrue();
    Path archive = directory.resolve("archive");
    assertThat(retention("YARDANG_JOURNAL_ARCHIVE", archive.toString()).archive())
        .contains(archive);
    assertThat(archive).isDirectory();
    assertThatThrownBy(() -> retention("YARDANG_JOURNAL_MAX_BYTES", "1000"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("journal.max_bytes=1000");
    assertThatThrownBy(() -> retention("YARDANG_JOURNAL_FORGET_STREAMS_AFTER_S", "60"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("journal.forget_streams_after_s=60");
  }

  private static Retention retention(String key, String value) {
    var settings = SettingsLoader.load(Optional.empty(), Map.of(key, value));
    return new Configs(settings).journal().retention();
  }

  private Journals journals(String setting) {
    var settings =
        SettingsLoader.load(
            Optional.empty(),
            Map.of(
                "YARDANG_DATA",
                directory.resolve("data").toString(),
                "YARDANG_SCORING_JOURNALS",
                setting));
    try (DataDirectory data = DataDirectory.take(settings.data())) {
      return new Configs(settings).scoring(data, InstantSource.system()).journals();
    }
  }
}
