package dev.sluice.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports point one way, and the packet's road keeps its promises. */
class RoomsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.sluice");

  private static void mayImport(String room, String... allowed) {
    List<String> packages = new ArrayList<>(List.of("dev.sluice." + room + ".."));
    Arrays.stream(allowed).map(other -> "dev.sluice." + other + "..").forEach(packages::add);
    packages.add("java..");
    packages.add("javax.crypto..");
    packages.add("org.jspecify..");
    classes()
        .that()
        .resideInAPackage("dev.sluice." + room + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .because("room " + room + " imports " + String.join(", ", allowed) + " and nothing else")
        .check(HOUSE);
  }

  @Test
  void wirePatternAndPolicyImportNothingOfOurs() {
    mayImport("policy");
    mayImport("pattern");
    mayImport("wire");
  }

  @Test
  void theTwoHalvesMeetInPolicyOnly() {
    mayImport("config", "policy");
    mayImport("engine", "policy", "wire", "pattern");
  }

  @Test
  void replayAndCheckStandOnTheEngine() {
    mayImport("replay", "engine", "wire", "policy", "pattern");
    mayImport("check", "policy", "config", "engine", "pattern", "wire");
  }

  @Test
  void roomsHaveNoCircles() {
    slices().matching("dev.sluice.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void theRoadAsksNoClockAndDrawsNoLots() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.sluice.wire..", "dev.sluice.pattern..", "dev.sluice.engine..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.regex", "java.util.logging", "org.slf4j..")
        .because("time and randomness are inputs, and nothing on the road logs or waits")
        .check(HOUSE);
  }
}
