package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds {@code docker-compose.yml} against the Compose specification and our own habits. */
class ComposeLintTest {
  /** The parts of the specification that are in use; anything else is a slip of the pen. */
  private static final Set<String> TOP = Set.of("name", "services", "volumes", "networks");

  private static final Set<String> SERVICE =
      Set.of(
          "image",
          "build",
          "restart",
          "read_only",
          "cap_drop",
          "security_opt",
          "tmpfs",
          "shm_size",
          "environment",
          "volumes",
          "networks",
          "healthcheck",
          "depends_on",
          "entrypoint",
          "command",
          "ports",
          "stop_grace_period");
  private static final Set<String> HEALTHCHECK =
      Set.of("test", "interval", "timeout", "retries", "start_period");
  private static final Set<String> RESTARTS = Set.of("unless-stopped", "on-failure:5");
  private static final String DURATION = "([0-9]+(us|ms|s|m|h))+";

  private static Map<String, Object> whole;
  private static Map<String, Object> services;

  @BeforeAll
  static void read() throws Exception {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    Path file = EngineProcess.repository().resolve("docker-compose.yml");
    whole = map(new Yaml(new SafeConstructor(strict)).load(Files.readString(file)));
    services = map(whole.get("services"));
  }

  @Test
  void holdsKeysOfTheSpecificationOnly() {
    assertThat(whole.keySet()).allMatch(key -> TOP.contains(key) || key.startsWith("x-"));
    services.forEach(
        (name, service) -> {
          assertThat(map(service).keySet()).as(name).allMatch(SERVICE::contains);
          Map<String, Object> check = map(map(service).get("healthcheck"));
          assertThat(check.keySet()).as(name).allMatch(HEALTHCHECK::contains);
          check.forEach(
              (key, value) -> {
                if (!key.equals("test") && !key.equals("retries")) {
                  assertThat(String.valueOf(value)).as(name + " " + key).matches(DURATION);
                }
              });
        });
  }

  @Test
  void pinsEveryImage() {
    services.forEach(
        (name, service) ->
            assertThat(String.valueOf(map(service).get("image")))
                .as(name)
                .matches("[a-z0-9./-]+:[0-9][A-Za-z0-9._-]*"));
  }

  @Test
  void waitsOnlyForWhatCanComeTrue() {
    services.forEach(
        (name, service) ->
            map(map(service).get("depends_on"))
                .forEach(
                    (other, how) -> {
                      Map<String, Object> awaited = map(services.get(other));
                      String condition = String.valueOf(map(how).get("condition"));
                      String restart = String.valueOf(awaited.get("restart"));
                      if (condition.equals("service_healthy")) {
                        assertThat(awaited)
                            .as(name + " waits for " + other)
                            .containsKey("healthcheck");
                      } else {
                        assertThat(condition).isEqualTo("service_completed_successfully");
                        // One that is started again whenever it ends has never completed.
                        assertThat(restart).as(other).isEqualTo("on-failure:5");
                      }
                    }));
    services.forEach(
        (name, service) ->
            assertThat(String.valueOf(map(service).get("restart"))).as(name).isIn(RESTARTS));
  }

  @Test
  void declaresWhatItUsesAndUsesWhatItDeclares() {
    assertThat(used("networks")).isEqualTo(new TreeSet<>(map(whole.get("networks")).keySet()));
    Set<String> named = used("volumes");
    named.removeIf(volume -> volume.startsWith("."));
    assertThat(named).isEqualTo(new TreeSet<>(map(whole.get("volumes")).keySet()));
  }

  @Test
  void keepsTheDatabaseFromTheOutside() {
    assertThat(map(map(whole.get("networks")).get("backend"))).containsEntry("internal", true);
    for (String inner : List.of("postgres", "temporal", "temporal-schema", "temporal-namespace")) {
      Map<String, Object> service = map(services.get(inner));
      assertThat(service).as(inner).doesNotContainKey("ports");
      assertThat(list(service.get("networks"))).as(inner).containsExactly("backend");
    }
  }

  @Test
  void publishesNoPortTwice() {
    List<String> published = new ArrayList<>();
    services.values().forEach(service -> published.addAll(list(map(service).get("ports"))));
    assertThat(published)
        .doesNotHaveDuplicates()
        .allMatch(p -> p.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
  }

  @Test
  void writesNoSecretDown() {
    services.forEach(
        (name, service) ->
            map(map(service).get("environment"))
                .forEach(
                    (variable, value) -> {
                      if (variable.matches(".*(PASSWORD|PWD|TOKEN|KEY|SECRET)$")) {
                        assertThat(String.valueOf(value))
                            .as(name + " " + variable)
                            .startsWith("${");
                      }
                    }));
  }

  @Test
  void givesOurOwnNoPowersAndOnlyOneFolder() {
    for (String own : List.of("worker", "api")) {
      Map<String, Object> service = map(services.get(own));
      assertThat(service).as(own).containsEntry("read_only", true);
      assertThat(list(service.get("cap_drop"))).as(own).containsExactly("ALL");
      assertThat(list(service.get("volumes"))).as(own).containsExactly("engine-data:/data");
    }
  }

  private static Set<String> used(String kind) {
    Set<String> used = new TreeSet<>();
    services
        .values()
        .forEach(
            service ->
                list(map(service).get(kind)).forEach(entry -> used.add(entry.split(":")[0])));
    return used;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  private static List<String> list(Object value) {
    return value == null
        ? List.of()
        : ((Collection<?>) value).stream().map(String::valueOf).toList();
  }
}
