package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.job.ClusterJob;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for a Flink cluster, as the command line writes it. */
class JobJarIT {
  @TempDir Path folder;

  @Test
  void shouldHoldTheJobAndNotFlinkItself() throws Exception {
    Path out = folder.resolve("job.jar");
    assertThat(Yardang.run("job", "jar", "--out", out.toString())).isZero();
    try (JarFile jar = new JarFile(out.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
          .isEqualTo(ClusterJob.class.getName());
      List<String> entries = jar.stream().map(ZipEntry::getName).toList();
      assertThat(entries)
          .contains(ClusterJob.class.getName().replace('.', '/') + ".class")
          .contains("com/google/protobuf/Message.class")
          .noneMatch(name -> name.startsWith("org/apache/flink/runtime"))
          .noneMatch(name -> name.startsWith("org/slf4j"))
          .noneMatch(name -> name.startsWith("net/openhft") || name.startsWith("io/netty"));
    }
  }
}
