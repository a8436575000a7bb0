package io.yardang.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show, in a real browser, while real journals grow. */
class ConsoleBrowserTest {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final String PATROL_X =
      "Number(document.querySelector('[data-vehicle=\"patrol-01\"]')?.dataset.x)";

  @Test
  void shouldShowVehiclesMovingAndAFindingWhileTheRunIsLiveAndItsReportAfter(@TempDir Path dir)
      throws Exception {
    try (TestTrack track = new TestTrack(dir);
        LiveView view = track.view();
        Console console =
            Console.launch(
                ConsoleConfig.onAnyPort(), view, track.reports, track.control(), track::plans);
        Browser browser = Browser.start(1600, 1000)) {
      browser.theme("dark");
      browser.open(console.uri());
      browser.waitFor("document.getElementById('link').textContent === 'Connected'");
      browser.screenshot(PICTURES.resolve("empty.png"));

      track.startRun(TestTrack.RUN);
      ScheduledExecutorService vehicles = Executors.newSingleThreadScheduledExecutor();
      AtomicLong tenths = new AtomicLong();
      ScheduledFuture<?> driving =
          vehicles.scheduleAtFixedRate(
              () -> track.driveTo(tenths.getAndAdd(5) / 10.0), 0, 50, TimeUnit.MILLISECONDS);
      try {
        browser.waitFor("Number.isFinite(" + PATROL_X + ")");
        double before = browser.evaluate(PATROL_X).getAsDouble();
        browser.waitFor("Math.abs(" + PATROL_X + " - " + before + ") > 20");
        assertThat(browser.evaluate("document.querySelectorAll('.finding').length").getAsInt())
            .isZero();

        track.scorerSays(12, 93.4, 0.11, 0);
        track.scorerFinds(
            12, track.finding(1, 9, "speed.over_limit", 9.2, 8.3, "9.2 m/s where 8.3 is allowed"));
        track.scorerSays(13, 91.2, 0.12, 1);
        browser.waitFor(
            "document.querySelector('.finding .what')?.textContent"
                + " === '9.2 m/s where 8.3 is allowed'");
        browser.waitFor("document.querySelector('.run .score').textContent === '91.2'");
        assertThat(browser.evaluate("document.querySelector('.run .facts').textContent"))
            .asString()
            .contains("Running");
        double then = browser.evaluate(PATROL_X).getAsDouble();
        browser.waitFor("Math.abs(" + PATROL_X + " - " + then + ") > 20");
        track.scorerFinds(
            34, track.finding(2, 30, "speed.over_limit", 8.9, 8.3, "8.9 m/s where 8.3 is allowed"));
        browser.waitFor("document.querySelectorAll('.finding').length === 2");
        browser.screenshot(PICTURES.resolve("live.png"));
        browser.evaluate("document.getElementById('start').click()");
        browser.waitFor("document.querySelector('#plan')?.options.length === 2");
        browser.screenshot(PICTURES.resolve("start.png"));
        assertThat(driving.isDone()).isFalse();
      } finally {
        vehicles.shutdownNow();
        assertThat(vehicles.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
      browser.evaluate("document.querySelector('dialog').close()");
      browser.waitFor("/No data since/.test(document.querySelector('.run .data').textContent)");

      track.scored(
          120,
          79.97,
          List.of(
              track.finding(
                  1, 9, "speed.over_limit", 9.2, 8.3, "<img src=x onerror=alert(1)> 9.2 m/s")));
      browser.waitFor("document.querySelector('.run .badge.pass')");
      browser.open(console.uri().resolve("/runs.html"));
      browser.waitFor("document.querySelector('.scorecell')?.textContent === '79.9'");
      browser.screenshot(PICTURES.resolve("runs.png"));
      browser.open(console.uri().resolve("/run.html?id=" + TestTrack.RUN));
      browser.waitFor("document.querySelector('.result .big')?.textContent.startsWith('79.9')");
      assertThat(
              browser.evaluate("document.body.textContent.includes('<img src=x')").getAsBoolean())
          .isTrue();
      assertThat(browser.evaluate("document.querySelectorAll('img[src=x]').length").getAsInt())
          .isZero();
      assertThat(browser.evaluate("document.body.innerText").getAsString())
          .contains("200 left out: in no lane")
          .contains(TestTrack.PATROL + " 81 to 101, 103")
          .contains(TestTrack.SWEEPER + " 7");
      browser.screenshot(PICTURES.resolve("run.png"));
    }
  }
}
