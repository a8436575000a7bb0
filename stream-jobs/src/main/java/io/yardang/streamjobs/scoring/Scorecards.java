package io.yardang.streamjobs.scoring;

import io.yardang.v1.RunPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scorecards that come with Yardang. */
public final class Scorecards {
  /** Their ids. */
  public static final List<String> BUILT_IN =
      List.of("patrol", "sanitation", "automaker", "energy", "challenge");

  private static final int KEPT = 32;

  // Many runs begin under the same card, and to read one takes as long as to score many frames.
  private static final Map<String, Scorecard> READ =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Scorecard> eldest) {
          return size() > KEPT;
        }
      };

  private Scorecards() {}

  /**
   * Returns the plan's own card, or the built-in one that it names.
   *
   * @throws ScorecardException when the plan's own cannot be read, or there is no such built-in one
   */
  static Scorecard of(RunPlan plan) {
    String own = plan.getScorecardYaml();
    if (own.isEmpty()) {
      return builtIn(plan.getScorecardId());
    }
    return read(own, "of the plan");
  }

  private static Scorecard read(String yaml, String name) {
    synchronized (READ) {
      Scorecard card = READ.get(yaml);
      if (card == null) {
        card = Scorecard.parse(yaml, name);
        READ.put(yaml, card);
      }
      return card;
    }
  }

  /**
   * Returns the built-in card of that id.
   *
   * @throws ScorecardException when there is none
   */
  public static Scorecard builtIn(String id) {
    return read(builtInText(id), id + ".yaml");
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
