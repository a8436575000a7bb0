package io.yardang.testbase.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.testbase.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedQuestDbTest {
  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS t (v DOUBLE, timestamp TIMESTAMP) TIMESTAMP(timestamp)"
          + " PARTITION BY DAY WAL DEDUP UPSERT KEYS(timestamp)";

  @TempDir Path dir;

  @Test
  void shouldKeepItsTablesOverARestartAndNameARefusedStatement() {
    try (EmbeddedQuestDb database = start()) {
      database.execute("INSERT INTO t VALUES (1.5, '2026-01-01T00:00:00Z')");
    }
    try (EmbeddedQuestDb database = start()) {
      // The write-ahead log is applied by a thread of QuestDB's own.
      Eventually.within(
          Duration.ofSeconds(30),
          () -> assertThat(database.execute("SELECT count() FROM t")).contains("[[1]]"));
      assertThatThrownBy(() -> database.execute("SELEKT"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SELEKT");
    }
  }

  private EmbeddedQuestDb start() {
    return EmbeddedQuestDb.start(dir, "127.0.0.1", 0, List.of(TABLE));
  }
}
