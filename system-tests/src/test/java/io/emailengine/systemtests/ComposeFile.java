package io.emailengine.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker-compose.yml} says, read without a container engine. */
final class ComposeFile {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:\\?[^}]*|:-[^}]*)?}");

  private final Path checkout;
  private final String text;
  private final Map<String, Object> services;

  private ComposeFile(Path checkout, String text) {
    this.checkout = checkout;
    this.text = text;
    Map<String, Object> whole = new Yaml().load(text);
    this.services = map(whole.get("services"));
  }

  static ComposeFile in(Path checkout) {
    try {
      return new ComposeFile(checkout, Files.readString(checkout.resolve("docker-compose.yml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> services() {
    return services.keySet();
  }

  /** The environment of a service, its variables filled in. */
  Map<String, String> environment(String service, Map<String, String> values) {
    Map<String, String> environment = new LinkedHashMap<>();
    map(map(services.get(service)).get("environment"))
        .forEach((name, value) -> environment.put(name, filledIn(String.valueOf(value), values)));
    return environment;
  }

  /** The published ports of all services, as written. */
  List<String> ports() {
    return services.values().stream()
        .flatMap(service -> list(map(service).get("ports")).stream())
        .toList();
  }

  /** The variables without which nothing starts. */
  Set<String> requiredVariables() {
    Set<String> required = new TreeSet<>();
    for (MatchResult variable : VARIABLE.matcher(text).results().toList()) {
      if (variable.group(2) != null && variable.group(2).startsWith(":?")) {
        required.add(variable.group(1));
      }
    }
    return required;
  }

  /** Dockerfiles and files of the checkout that are mounted. */
  List<Path> files() {
    List<Path> files = new java.util.ArrayList<>();
    for (Object service : services.values()) {
      if (map(service).get("build") != null) {
        files.add(checkout.resolve(map(map(service).get("build")).get("dockerfile").toString()));
      }
      for (String volume : list(map(service).get("volumes"))) {
        if (volume.startsWith("./")) {
          files.add(checkout.resolve(volume.split(":")[0]).normalize());
        }
      }
    }
    return files;
  }

  /** Pairs of a service and one that it waits for. */
  List<Map.Entry<String, String>> waits() {
    return services.entrySet().stream()
        .flatMap(
            service ->
                map(map(service.getValue()).get("depends_on")).keySet().stream()
                    .map(other -> Map.entry(service.getKey(), other)))
        .toList();
  }

  private static String filledIn(String value, Map<String, String> values) {
    return VARIABLE
        .matcher(value)
        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(valueOf(found, values)));
  }

  private static String valueOf(MatchResult variable, Map<String, String> values) {
    String given = values.get(variable.group(1));
    if (given != null) {
      return given;
    }
    if (variable.group(2) != null && variable.group(2).startsWith(":-")) {
      return variable.group(2).substring(2);
    }
    throw new AssertionError(variable.group(1) + " must be given");
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
