package io.yardang.testbase.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratedSectionTest {
  @Test
  void shouldAddASectionAtTheEndAndReplaceItTheNextTime() {
    String first = GeneratedSection.replace("# Benchmarks\n", "Ingest", "old\n");
    String withNotes = first + "\nOur notes.\n";

    String second = GeneratedSection.replace(withNotes, "Ingest", "new");

    assertThat(first).startsWith("# Benchmarks\n\n").contains("## Ingest\n\nold\n");
    assertThat(second).isEqualTo(withNotes.replace("old", "new"));
  }

  @Test
  void shouldLeaveOtherSectionsAlone() {
    String torture = GeneratedSection.replace("# Benchmarks\n", "Torture", "10 rounds");

    String both = GeneratedSection.replace(torture, "Ingest", "fast");

    assertThat(both).startsWith(torture).contains("## Ingest\n\nfast\n");
  }
}
