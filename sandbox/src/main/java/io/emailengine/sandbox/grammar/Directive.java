package io.emailengine.sandbox.grammar;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A directive that may stand in a scope.
 *
 * @param kind the shape of its value
 * @param standard its value when it is not given; {@code =NAME} stands for the value of another
 */
record Directive(String scope, String name, ValueKind kind, String standard) {
  private static final Pattern MULTIPLIED = Pattern.compile("\\w+/\\d+[a-z]+");

  Directive {
    Objects.requireNonNull(scope, "scope is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(standard, "standard is null");
  }

  Optional<String> problemWith(List<String> arguments, PmtaVersion version) {
    if (arguments.isEmpty()) {
      return Optional.of("argument missing");
    }
    String last = arguments.get(arguments.size() - 1);
    if (version == PmtaVersion.V4_5 && kind.isRate() && MULTIPLIED.matcher(last).matches()) {
      return Shapes.expect(false, "rate", last);
    }
    return kind.problemWith(arguments);
  }
}
