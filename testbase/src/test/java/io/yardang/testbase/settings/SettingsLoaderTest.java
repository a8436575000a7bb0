package io.yardang.testbase.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir Path dir;

  @Test
  void shouldHaveADefaultForEveryKey() {
    Settings settings = SettingsLoader.load(Optional.empty(), Map.of());
    assertThat(settings.gateway().port()).isEqualTo(7400);
    assertThat(settings.gateway().plaintext()).isFalse();
    assertThat(settings.influx().url()).isEmpty();
  }

  @Test
  void shouldLetTheFileOverrideTheDefaultsAndTheEnvironmentOverrideTheFile() throws IOException {
    Path file = file("gateway:\n  port: 7500\n  id: east\n");
    Settings settings =
        SettingsLoader.load(
            Optional.of(file),
            Map.of("YARDANG_GATEWAY_PORT", "7600", "YARDANG_INFLUX_V1_REWRITE", "true"));
    assertThat(settings.gateway().port()).isEqualTo(7600);
    assertThat(settings.gateway().id()).isEqualTo("east");
    assertThat(settings.gateway().host()).isEqualTo("127.0.0.1");
    assertThat(settings.influx().v1Rewrite()).isTrue();
  }

  @Test
  void shouldTakeAnEmptyFileAsNothingChanged() throws IOException {
    assertThat(SettingsLoader.load(Optional.of(file("")), Map.of()))
        .isEqualTo(SettingsLoader.load(Optional.empty(), Map.of()));
  }

  @Test
  void shouldRefuseAnUnknownKeyAndNameTheKnownOnes() throws IOException {
    Path file = file("gateway:\n  prot: 7500\n");
    assertThatThrownBy(() -> SettingsLoader.load(Optional.of(file), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("unknown key gateway.prot")
        .hasMessageContaining("port");
  }

  @Test
  void shouldRefuseAValueThatDoesNotFitAndNameItsKey() {
    assertThatThrownBy(
            () -> SettingsLoader.load(Optional.empty(), Map.of("YARDANG_CONSOLE_PORT", "many")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("console.port")
        .hasMessageContaining("many");
    assertThatThrownBy(
            () -> SettingsLoader.load(Optional.empty(), Map.of("YARDANG_CONSOLE_PORT", "99999")))
        .hasMessage("console.port=99999: must be 0 to 65535");
  }

  @Test
  void shouldNameTheLineOfBrokenYaml() throws IOException {
    Path file = file("gateway:\n  port: [1\n");
    assertThatThrownBy(() -> SettingsLoader.load(Optional.of(file), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("line ");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("yardang.yaml"), text);
  }
}
