package io.yardang.testbase;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of ARCHITECTURE.md, over all modules. */
@AnalyzeClasses(packages = "io.yardang", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheJournalKnowsChronicle =
      noClasses()
          .that()
          .resideOutsideOfPackage("..ingest.journal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.openhft..");

  @ArchTest
  static final ArchRule onlyTheGatewayAndItsClientKnowNetty =
      noClasses()
          .that()
          .resideOutsideOfPackages("..ingest.gateway..", "..rigs.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..");

  @ArchTest
  static final ArchRule scoringIsPlainJava =
      noClasses()
          .that()
          .resideInAPackage("..streamjobs.scoring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..", "io.netty..", "com.influxdb..", "net.openhft..");

  @ArchTest
  static final ArchRule nothingImportsTestbase =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.yardang.testbase..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.yardang.testbase..");

  @ArchTest
  static final ArchRule onlyJobSourceAndSinkKnowFlink =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..streamjobs.source..", "..streamjobs.job..", "..streamjobs.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..");
}
