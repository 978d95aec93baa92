package io.emailengine.api.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds answers against the served document: known status, media type and Location, and of a body
 * every type, every required property, every listed value, null only where it is allowed, and
 * nothing that the document does not know.
 */
public final class OpenApiDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode document;

  public OpenApiDocument(JsonNode document) {
    this.document = document;
  }

  /** Every operation, as {@code get /path}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(method -> operations.add(method + " " + path.getKey())));
    return operations;
  }

  /**
   * The operation that a request asks for; empty if the document has none.
   *
   * @param path without a query
   */
  public Optional<String> operation(String method, String path) {
    String[] steps = path.split("/");
    return operations().stream()
        .filter(operation -> operation.startsWith(method.toLowerCase(Locale.ROOT) + " "))
        .filter(operation -> fits(operation.substring(operation.indexOf(' ') + 1), steps))
        // What is written out goes before what may be anything.
        .min(
            Comparator.comparingLong(operation -> operation.chars().filter(c -> c == '{').count()));
  }

  private static boolean fits(String template, String[] steps) {
    String[] wanted = template.split("/");
    if (wanted.length != steps.length) {
      return false;
    }
    for (int i = 0; i < steps.length; i++) {
      if (!wanted[i].startsWith("{") && !wanted[i].equals(steps[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is wrong with an answer; empty if nothing is.
   *
   * @param operation as {@link #operations} names it
   * @param type the answer's media type; null: it has none
   */
  public List<String> problems(
      String operation, int status, @Nullable String type, @Nullable String location, String body) {
    String[] words = operation.split(" ");
    List<String> problems = new ArrayList<>();
    JsonNode responses = document.path("paths").path(words[1]).path(words[0]).path("responses");
    JsonNode response = responses.path(String.valueOf(status));
    boolean refused = status >= 400;
    if (response.isMissingNode() && refused) {
      response = responses.path("default");
    }
    if (response.isMissingNode()) {
      return List.of(operation + ": status " + status + " is not documented");
    }
    String at = operation + " " + status;
    boolean documented = response.path("headers").has("Location");
    if (documented != (location != null)) {
      problems.add(
          at + ": a Location is " + (documented ? "documented and missing" : "not documented"));
    }
    JsonNode content = response.path("content");
    if (body.isEmpty()) {
      if (!content.isEmpty()) {
        problems.add(at + ": no body, and one is documented");
      }
      return problems;
    }
    String given = String.valueOf(type).replaceAll(";.*", "");
    JsonNode schema = content.path(given).path("schema");
    if (schema.isMissingNode()) {
      schema = content.path("*/*").path("schema");
    }
    if (schema.isMissingNode()) {
      problems.add(at + ": no schema for " + given + " among " + content);
      return problems;
    }
    check(at, schema, JSON.readTree(body), problems);
    return problems;
  }

  private JsonNode resolved(JsonNode schema) {
    JsonNode found = schema;
    while (found.has("$ref")) {
      found = document.at(found.path("$ref").asString().substring(1));
    }
    return found;
  }

  private void check(String at, JsonNode given, JsonNode value, List<String> problems) {
    JsonNode schema = resolved(given);
    if (schema.isMissingNode()) {
      problems.add(at + ": the schema " + given + " leads nowhere");
      return;
    }
    if (schema.has("allOf") || schema.has("oneOf")) {
      problems.add(at + ": combined schemas are not expected");
    }
    if (schema.has("anyOf")) {
      any(at, schema.path("anyOf"), value, problems);
    }
    if (!schema.has("type")) {
      return;
    }
    Set<String> types = new TreeSet<>();
    if (schema.path("type").isArray()) {
      schema.path("type").forEach(type -> types.add(type.asString()));
    } else {
      types.add(schema.path("type").asString());
    }
    if (types.stream().noneMatch(type -> is(type, value))) {
      problems.add(at + ": " + value + " is none of " + types);
      return;
    }
    if (schema.has("enum")
        && schema.path("enum").valueStream().noneMatch(listed -> listed.equals(value))) {
      problems.add(at + ": " + value + " is not listed in " + schema.path("enum"));
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(at + "[" + i + "]", schema.path("items"), value.get(i), problems);
      }
    } else if (value.isObject()) {
      object(at, schema, value, problems);
    }
  }

  private void any(String at, JsonNode schemas, JsonNode value, List<String> problems) {
    List<String> all = new ArrayList<>();
    for (JsonNode schema : schemas) {
      List<String> mine = new ArrayList<>();
      check(at, schema, value, mine);
      if (mine.isEmpty()) {
        return;
      }
      all.addAll(mine);
    }
    problems.addAll(all);
  }

  private void object(String at, JsonNode schema, JsonNode value, List<String> problems) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asString())) {
                problems.add(at + ": " + name + " is required");
              }
            });
    JsonNode additional = schema.path("additionalProperties");
    value
        .properties()
        .forEach(
            property -> {
              String name = at + "." + property.getKey();
              JsonNode known = schema.path("properties").path(property.getKey());
              if (!known.isMissingNode()) {
                check(name, known, property.getValue(), problems);
              } else if (additional.isObject()) {
                check(name, additional, property.getValue(), problems);
              } else if (schema.has("properties")) {
                problems.add(name + " is not in the document");
              }
            });
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
