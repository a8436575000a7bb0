package io.yardang.streamjobs.scoring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scorecards that come with Yardang. */
public final class Scorecards {
  /** Their ids. */
  public static final List<String> BUILT_IN =
      List.of("patrol", "sanitation", "automaker", "energy", "challenge");

  private Scorecards() {}

  /**
   * Returns the built-in card of that id.
   *
   * @throws ScorecardException when there is none
   */
  public static Scorecard builtIn(String id) {
    return Scorecard.parse(builtInText(id), id + ".yaml");
  }

  /**
   * Returns the YAML text of the built-in card of that id.
   *
   * @throws ScorecardException when there is none
   */
  public static String builtInText(String id) {
    if (!BUILT_IN.contains(id)) {
      throw new ScorecardException(
          "scorecard '"
              + id
              + "' is not built in; take one of "
              + BUILT_IN
              + " or put the card's text into the plan as scorecard_yaml");
    }
    try (InputStream in = Scorecards.class.getResourceAsStream("/scorecards/" + id + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ScorecardException("scorecard '" + id + "' cannot be read: " + e);
    }
  }
}
