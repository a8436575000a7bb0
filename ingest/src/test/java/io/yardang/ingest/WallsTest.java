package io.yardang.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the design: each library stays in the one package that is about it. */
@AnalyzeClasses(
    packages = "io.yardang.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
  @ArchTest
  static final ArchRule shouldKeepChronicleInJournal =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.yardang.ingest.journal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.openhft..");

  @ArchTest
  static final ArchRule shouldKeepNettyInGateway =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.yardang.ingest.gateway")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule shouldLetJournalKnowNothingOfTheGateway =
      noClasses()
          .that()
          .resideInAPackage("io.yardang.ingest.journal")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.yardang.ingest.gateway", "io.yardang.ingest.remote", "io.yardang.ingest.pki");

  @ArchTest
  static final ArchRule shouldReadRemotelyWithoutTheGatewaysCode =
      noClasses()
          .that()
          .resideInAPackage("io.yardang.ingest.remote")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.yardang.ingest.gateway");
}
