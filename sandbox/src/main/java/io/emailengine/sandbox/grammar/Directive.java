package io.emailengine.sandbox.grammar;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A directive that may stand in a scope.
 *
 * @param kind the shape of its value
 * @param standard its value when it is not given; {@code =NAME} stands for the value of another
 */
record Directive(String scope, String name, ValueKind kind, String standard) {
  Directive {
    Objects.requireNonNull(scope, "scope is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(standard, "standard is null");
  }

  Optional<String> problemWith(List<String> arguments) {
    if (arguments.isEmpty()) {
      return Optional.of("argument missing");
    }
    return kind.problemWith(arguments);
  }
}
