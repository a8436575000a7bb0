package io.yardang.testbase;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The walls of ARCHITECTURE.md, over all modules. */
@AnalyzeClasses(
    packages = "io.yardang",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** The test classes of another module, once they are packed. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final Set<String> MAY_DIFFER =
      Set.of(
          "sin",
          "cos",
          "tan",
          "asin",
          "acos",
          "atan",
          "atan2",
          "sinh",
          "cosh",
          "tanh",
          "exp",
          "expm1",
          "log",
          "log10",
          "log1p",
          "pow",
          "cbrt",
          "hypot",
          "toRadians",
          "toDegrees");

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
              "..streamjobs.source..",
              "..streamjobs.job..",
              "..streamjobs.sink..",
              "..testbase.bench.score..") // It measures the pipeline beside an empty one.
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule scoringWritesNumbersInOneWay =
      noClasses()
          .that()
          .resideInAPackage("..streamjobs.scoring")
          .and()
          .doNotHaveSimpleName("Rounding")
          .should()
          .callMethodWhere(
              describe(
                  "String.format, which differs between versions of Java",
                  call ->
                      call.getTargetOwner().isEquivalentTo(String.class)
                          && Set.of("format", "formatted").contains(call.getName())));

  @ArchTest
  static final ArchRule scoringComputesTheSameOnEveryMachine =
      noClasses()
          .that()
          .resideInAPackage("..streamjobs.scoring..")
          .should()
          .callMethodWhere(
              describe(
                  "Math may differ between machines there: use StrictMath",
                  call ->
                      call.getTargetOwner().isEquivalentTo(Math.class)
                          && MAY_DIFFER.contains(call.getName())));
}
