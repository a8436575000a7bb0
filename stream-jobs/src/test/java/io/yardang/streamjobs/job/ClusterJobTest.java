package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.yardang.ingest.remote.JournalEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arguments with which a cluster starts the job. */
class ClusterJobTest {
  private static final Path DEPLOYMENT = Path.of("../deploy/flink-deployment.yaml");

  @Test
  void shouldReadItsArguments() {
    ClusterJob job =
        ClusterJob.of(
            "--gateways",
            "gw-a:7400,gw-b:7400",
            "--results",
            "base:7402",
            "--certificates",
            "none");
    assertThat(job.gateways())
        .extracting(JournalEndpoint::id)
        .containsExactly("gw-a:7400", "gw-b:7400");
    assertThat(job.results()).isEqualTo(new JournalEndpoint("base", 7402, "scoring", null));
    assertThat(job.silences())
        .isEqualTo(new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)));
  }

  @Test
  void shouldSayWhatIsWrongAndWhatIsRight() {
    assertThatThrownBy(() -> ClusterJob.of("--gateways", "gw-a:7400", "--results", "base:7402"))
        .hasMessageContaining("missing: --certificates")
        .hasMessageContaining("--results HOST:PORT");
    assertThatThrownBy(() -> ClusterJob.of("--gateway", "gw-a:7400"))
        .hasMessageContaining("unknown: [gateway]");
    assertThatThrownBy(
            () ->
                ClusterJob.of(
                    "--gateways", "gw-a", "--results", "base:7402", "--certificates", "none"))
        .hasMessageContaining("\"gw-a\": must be HOST:PORT");
  }

  @Test
  void shouldBeStartedByTheExampleForKubernetes() throws Exception {
    JsonNode deployment = new YAMLMapper().readTree(Files.readString(DEPLOYMENT));
    assertThat(deployment.path("kind").asText()).isEqualTo("FlinkDeployment");
    JsonNode job = deployment.path("spec").path("job");
    assertThat(job.path("entryClass").asText()).isEqualTo(ClusterJob.class.getName());
    assertThat(job.path("jarURI").asText()).endsWith("/yardang-job.jar");
    List<String> arguments = new ArrayList<>();
    job.path("args").forEach(argument -> arguments.add(argument.asText()));
    ClusterJob read = ClusterJob.of(arguments.toArray(String[]::new));
    assertThat(read.gateways()).hasSize(2);
    JsonNode mounts = deployment.at("/spec/podTemplate/spec/containers/0/volumeMounts");
    assertThat(mounts.findValuesAsText("mountPath"))
        .contains(Path.of(read.results().tls().cert()).getParent().toString());
  }
}
