package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.safety.Following;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every car-following extreme that SUMO's SSM device logged. */
class FollowingOracleTest {
  static Stream<Path> files() {
    return Oracles.files("sumo-ssm").stream().filter(f -> f.toString().endsWith(".csv"));
  }

  static Stream<Map<String, String>> cases() throws IOException {
    List<Map<String, String>> cases = new ArrayList<>();
    for (Path file : files().toList()) {
      List<String> lines = Files.readAllLines(file);
      List<String> names = List.of(lines.get(0).split(",", -1));
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.length; i++) {
          row.put(names.get(i), cells[i]);
        }
        cases.add(row);
      }
    }
    assertThat(cases).isNotEmpty();
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldMeasureFollowingAsSumo(Map<String, String> row) {
    double followerMps = Double.parseDouble(row.get("v_follower_mps"));
    double leaderMps = Double.parseDouble(row.get("v_leader_mps"));
    double closingMps = followerMps - leaderMps;
    double tolerance = Double.parseDouble(row.get("abs_tol"));
    double gapM = gapM(row, closingMps);

    check(row, "expected_TTC_s", tolerance, Following.ttcS(gapM, followerMps, leaderMps));
    check(row, "expected_DRAC_mps2", tolerance, Following.dracMps2(gapM, followerMps, leaderMps));
    check(
        row,
        "expected_MDRAC_mps2_prt1s",
        tolerance,
        Following.mdracMps2(gapM, followerMps, leaderMps, Following.REACTION_TIME_S));
  }

  /** Where SUMO did not log the gap, one expected value gives it and the others check it. */
  private static double gapM(Map<String, String> row, double closingMps) {
    if (!row.get("gap_m").isEmpty()) {
      return Double.parseDouble(row.get("gap_m"));
    }
    if (!row.get("expected_TTC_s").isEmpty()) {
      return Double.parseDouble(row.get("expected_TTC_s")) * closingMps;
    }
    return 0.5 * closingMps * closingMps / Double.parseDouble(row.get("expected_DRAC_mps2"));
  }

  private static void check(
      Map<String, String> row, String name, double tolerance, OptionalDouble actual) {
    if (!row.get(name).isEmpty()) {
      assertThat(actual.orElseThrow())
          .as(name)
          .isCloseTo(Double.parseDouble(row.get(name)), within(tolerance));
    }
  }
}
