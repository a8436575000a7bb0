package io.yardang.testbase.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.streamjobs.source.Journals;
import io.yardang.testbase.settings.SettingsException;
import io.yardang.testbase.settings.SettingsLoader;
import java.nio.file.Path;
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
