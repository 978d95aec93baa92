package io.emailengine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Holds answers against the served document: known status and media type, and of a body every type,
 * every required property, every listed value, and nothing that the document does not know.
 */
final class OpenApiDocument {
  private final JsonNode document;

  OpenApiDocument(JsonNode document) {
    this.document = document;
  }

  /** Every operation, as {@code get /path}. */
  Set<String> operations() {
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
   * What is wrong with an answer; empty if nothing is.
   *
   * @param operation as {@link #operations} names it
   */
  List<String> problems(String operation, Http.Answer answer) {
    String[] words = operation.split(" ");
    List<String> problems = new ArrayList<>();
    JsonNode responses = document.path("paths").path(words[1]).path(words[0]).path("responses");
    JsonNode response = responses.path(String.valueOf(answer.status()));
    boolean refused = answer.status() >= 400;
    if (response.isMissingNode() && refused) {
      response = responses.path("default");
    }
    if (response.isMissingNode()) {
      return List.of(operation + ": status " + answer.status() + " is not documented");
    }
    JsonNode content = response.path("content");
    if (answer.body().isEmpty()) {
      if (!content.isEmpty() && !refused) {
        problems.add(operation + " " + answer.status() + ": no body, and one is documented");
      }
      return problems;
    }
    String given = answer.header("Content-Type").replaceAll(";.*", "");
    JsonNode schema = content.path(given).path("schema");
    if (schema.isMissingNode()) {
      schema = content.path("*/*").path("schema");
    }
    if (schema.isMissingNode()) {
      return List.of(
          operation + " " + answer.status() + ": no schema for " + given + " among " + content);
    }
    check(operation + " " + answer.status(), schema, answer.json(), problems);
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
    if (value.isNull()) {
      return; // the document leaves open which values may be null: required ones are checked above
    }
    if (schema.has("allOf") || schema.has("oneOf") || schema.has("anyOf")) {
      problems.add(at + ": combined schemas are not expected");
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

  private void object(String at, JsonNode schema, JsonNode value, List<String> problems) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.hasNonNull(name.asString())) {
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
      default -> false;
    };
  }
}
