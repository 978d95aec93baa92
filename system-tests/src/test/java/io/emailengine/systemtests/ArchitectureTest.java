package io.emailengine.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowMethod;
import java.util.Random;
import java.util.Set;

/** The walls between the rooms, and the rules that keep workflow code deterministic. */
@AnalyzeClasses(packages = "io.emailengine", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String WORKFLOWS = "io.emailengine.workflows..";
  private static final String STORE = "io.emailengine.store..";
  private static final String ACTIVITIES = "io.emailengine.activities..";
  private static final String WORKER = "io.emailengine.worker..";
  private static final String API = "io.emailengine.api..";
  private static final String SANDBOX = "io.emailengine.sandbox..";
  private static final String STANDALONE = "io.emailengine.standalone..";

  /** The converter of payloads is the one place that looks beyond the workflow API of the SDK. */
  private static final String PAYLOADS = "io.emailengine.workflows.Payloads";

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.LocalTime",
          "java.time.ZonedDateTime",
          "java.time.OffsetDateTime");
  private static final Set<String> FORBIDDEN =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.util.UUID.randomUUID",
          "java.lang.Math.random",
          "java.lang.Thread.sleep",
          "org.slf4j.LoggerFactory.getLogger",
          "java.time.ZoneId.systemDefault",
          "java.util.Collection.parallelStream");

  @ArchTest
  static final ArchRule workflows_know_only_the_jdk_and_temporal =
      classes()
          .that()
          .resideInAPackage(WORKFLOWS)
          .and()
          .doNotHaveFullyQualifiedName(PAYLOADS)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              WORKFLOWS,
              "io.temporal.workflow..",
              "io.temporal.activity..",
              "io.temporal.common..",
              "io.temporal.failure..",
              "java.lang..",
              "java.time..",
              "java.util",
              "java.util.function..",
              "java.util.stream..",
              "java.util.regex..",
              "java.math..",
              "org.slf4j..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule workflow_code_is_deterministic =
      noClasses()
          .that()
          .resideInAPackage(WORKFLOWS)
          .should()
          .accessTargetWhere(
              describe("reads clock, chance or environment", ArchitectureTest::isNotDeterministic));

  private static boolean isNotDeterministic(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    return FORBIDDEN.contains(owner.getFullName() + "." + name)
        || (CLOCKS.contains(owner.getFullName()) && name.equals("now"))
        || owner.isAssignableTo(java.time.Clock.class)
        || (name.equals("<init>")
            && (owner.isAssignableTo(Random.class) || owner.isAssignableTo(Thread.class)));
  }

  @ArchTest
  static final ArchRule workflows_have_no_mutable_statics =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(WORKFLOWS)
          .and()
          .areStatic()
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule workflow_implementations_iterate_in_a_fixed_order =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("WorkflowImpl")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.HashMap")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.HashSet");

  @ArchTest
  static final ArchRule policies_do_not_know_temporal =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.emailengine.workflows.model..",
              "io.emailengine.workflows.schedule..",
              "io.emailengine.workflows.lifecycle..",
              "io.emailengine.workflows.pool..")
          .or()
          .haveSimpleNameEndingWith("Policy")
          .or()
          .haveSimpleNameEndingWith("Timing")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule workflow_methods_take_at_most_one_record =
      methods()
          .that()
          .areAnnotatedWith(WorkflowMethod.class)
          .or()
          .areAnnotatedWith(SignalMethod.class)
          .or()
          .areAnnotatedWith(UpdateMethod.class)
          .should(
              new ArchCondition<JavaMethod>("take at most one record") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  if (method.getRawParameterTypes().size() > 1
                      || !method.getRawParameterTypes().stream().allMatch(JavaClass::isRecord)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " does not take at most one record"));
                  }
                }
              });

  @ArchTest
  static final ArchRule adapters_do_not_know_temporal =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.emailengine.activities.ssh..",
              "io.emailengine.activities.telegram..",
              "io.emailengine.activities.pmta.host..",
              "io.emailengine.activities.pmta.config..",
              "io.emailengine.activities.pmta.history..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule sshj_stays_in_one_room =
      staysIn("io.emailengine.activities.ssh..", "net.schmizz..", "com.hierynomus..");

  @ArchTest
  static final ArchRule okhttp_stays_in_one_room =
      staysIn("io.emailengine.activities.telegram..", "okhttp3..");

  @ArchTest
  static final ArchRule jgit_stays_in_one_room =
      staysIn("io.emailengine.activities.pmta.history..", "org.eclipse.jgit..");

  private static ArchRule staysIn(String room, String... libraries) {
    return noClasses()
        .that()
        .resideInAPackage("io.emailengine..")
        .and()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  @ArchTest
  static final ArchRule the_store_knows_only_the_workflows_values =
      neverSees(STORE, ACTIVITIES, WORKER, API, SANDBOX, STANDALONE);

  @ArchTest
  static final ArchRule activities_know_no_composition_root =
      neverSees(ACTIVITIES, WORKER, API, SANDBOX, STANDALONE);

  @ArchTest
  static final ArchRule the_worker_knows_no_api = neverSees(WORKER, API, SANDBOX, STANDALONE);

  @ArchTest
  static final ArchRule the_api_never_sees_how_things_are_done =
      neverSees(API, ACTIVITIES, WORKER, SANDBOX, STANDALONE);

  @ArchTest
  static final ArchRule the_sandbox_shares_nothing_with_production_but_values =
      neverSees(SANDBOX, ACTIVITIES, STORE, WORKER, API, STANDALONE);

  private static ArchRule neverSees(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  @ArchTest
  static final ArchRule the_api_talks_to_workflow_interfaces_only =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .haveSimpleNameEndingWith("WorkflowImpl");

  @ArchTest
  static final ArchRule rooms_are_free_of_cycles =
      slices().matching("io.emailengine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule adapters_are_free_of_cycles =
      slices().matching("io.emailengine.activities.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothing_is_injected_into_fields = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  @ArchTest
  static final ArchRule every_package_is_null_marked =
      classes()
          .that()
          .resideInAPackage("io.emailengine..")
          .should(
              new ArchCondition<JavaClass>("live in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!type.getPackage()
                      .isAnnotatedWith(org.jspecify.annotations.NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " is not @NullMarked"));
                  }
                }
              });
}
