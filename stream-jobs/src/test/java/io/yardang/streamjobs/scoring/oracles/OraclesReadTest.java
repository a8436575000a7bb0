package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.scoring.NuplanRunTest;
import io.yardang.streamjobs.scoring.PublishedNumbersTest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each file of published cases is given to a test. */
class OraclesReadTest {
  @Test
  void shouldLeaveNoFileOfPublishedCasesUnread() {
    List<Path> read =
        Stream.of(
                NuplanOracleTest.files(),
                NuplanRunTest.files(),
                PublishedNumbersTest.files(),
                AggregatorOracleTest.files(),
                FollowingOracleTest.files(),
                RssOracleTest.files(),
                CarlaOracleTest.files(),
                SweptAreaOracleTest.files())
            .flatMap(files -> files)
            .toList();
    assertThat(Oracles.files("")).isNotEmpty().isSubsetOf(read);
  }
}
