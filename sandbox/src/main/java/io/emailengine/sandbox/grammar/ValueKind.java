package io.emailengine.sandbox.grammar;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The shape of a directive's value. */
sealed interface ValueKind {
  /** What is wrong with a value that has at least one argument, or nothing. */
  Optional<String> problemWith(List<String> arguments);

  /** Whether it ends in so much per stretch of time. */
  default boolean isRate() {
    return false;
  }

  /** One word, or any number of words. */
  record Words(boolean one) implements ValueKind {
    @Override
    public Optional<String> problemWith(List<String> arguments) {
      return one && arguments.size() > 1 ? Shapes.tooMany(arguments, 1) : Optional.empty();
    }
  }

  /** One word of a given shape. */
  record Shape(String what, Predicate<String> fits) implements ValueKind {
    @Override
    public boolean isRate() {
      return what.endsWith("rate");
    }

    @Override
    public Optional<String> problemWith(List<String> arguments) {
      if (arguments.size() > 1) {
        return Shapes.tooMany(arguments, 1);
      }
      return Shapes.expect(fits.test(arguments.get(0)), what, arguments.get(0));
    }
  }

  /** A source address or range first, then one word of a given shape. */
  record AddressAnd(String what, Predicate<String> fits) implements ValueKind {
    @Override
    public boolean isRate() {
      return what.endsWith("rate");
    }

    @Override
    public Optional<String> problemWith(List<String> arguments) {
      if (!Shapes.isAddressOrRange(arguments.get(0))) {
        return Shapes.expect(false, "IP address", arguments.get(0));
      }
      if (arguments.size() < 2) {
        return Optional.of("argument missing");
      }
      if (arguments.size() > 2) {
        return Shapes.tooMany(arguments, 2);
      }
      return Shapes.expect(fits.test(arguments.get(1)), what, arguments.get(1));
    }
  }

  /** {@code selector,domain,file} in exactly three fields. */
  record DomainKey() implements ValueKind {
    @Override
    public Optional<String> problemWith(List<String> arguments) {
      String[] fields = String.join(" ", arguments).split(",", -1);
      boolean whole = fields.length == 3;
      for (String field : fields) {
        whole &= !field.isBlank();
      }
      return Shapes.expect(whole, "SELECTOR,DOMAIN,FILE", String.join(" ", arguments));
    }
  }

  /** A macro's name and its list. */
  record Macro() implements ValueKind {
    @Override
    public Optional<String> problemWith(List<String> arguments) {
      if (!arguments.get(0).matches("[A-Za-z0-9_]+")) {
        return Shapes.expect(false, "macro name", arguments.get(0));
      }
      return arguments.size() < 2 ? Optional.of("argument missing") : Optional.empty();
    }
  }

  /** A regular expression between slashes and the words after it. */
  record Pattern(boolean actions) implements ValueKind {
    @Override
    public Optional<String> problemWith(List<String> arguments) {
      String regex = arguments.get(0);
      if (regex.length() < 2 || !regex.startsWith("/") || !regex.endsWith("/")) {
        return Shapes.expect(false, "/REGEX/", regex);
      }
      if (!Shapes.isRegex(regex.substring(1, regex.length() - 1))) {
        return Shapes.expect(false, "regular expression", regex);
      }
      if (arguments.size() < 2) {
        return Optional.of("argument missing");
      }
      if (!actions) {
        return Optional.empty();
      }
      for (String word : String.join(",", arguments.subList(1, arguments.size())).split(",")) {
        String action = word.strip();
        if (!action.isEmpty() && !Shapes.isAction(action)) {
          return Optional.of("unknown action \"" + action + "\"");
        }
      }
      return Optional.empty();
    }
  }

  /** {@code mx PATTERN NAME.rollup [rollup-by-ip]}. */
  record Mx() implements ValueKind {
    @Override
    public Optional<String> problemWith(List<String> arguments) {
      if (arguments.size() < 2) {
        return Optional.of("argument missing");
      }
      if (arguments.size() > 3
          || (arguments.size() == 3 && !arguments.get(2).equals("rollup-by-ip"))) {
        return Shapes.tooMany(arguments, 2);
      }
      return Shapes.expect(arguments.get(1).endsWith(".rollup"), "NAME.rollup", arguments.get(1));
    }
  }

  /** The kind that a name of the directive table stands for. */
  static ValueKind of(String name) {
    if (name.startsWith("choice:")) {
      List<String> choices = List.of(name.substring("choice:".length()).split(","));
      return new Shape("one of " + String.join(", ", choices), choices::contains);
    }
    return switch (name) {
      case "text" -> new Words(false);
      case "word", "include" -> new Words(true);
      case "flag" -> new Shape("yes or no", Shapes::isFlag);
      case "flag-or-interval" ->
          new Shape(
              "yes, no, never or a time interval",
              v -> Shapes.isFlag(v) || v.equals("never") || Shapes.isInterval(v));
      case "host" -> new Shape("host name", Shapes::isHostName);
      case "number" -> new Shape("number", Shapes::isNumber);
      case "number-or-unlimited" ->
          new Shape("number or unlimited", v -> v.equals("unlimited") || Shapes.isNumber(v));
      case "interval" -> new Shape("time interval", Shapes::isInterval);
      case "interval-or-never" ->
          new Shape("time interval or never", v -> v.equals("never") || Shapes.isInterval(v));
      case "interval-list" ->
          new Shape("list of time intervals", v -> Shapes.all(v, Shapes::isInterval));
      case "size" -> new Shape("size", Shapes::isSize);
      case "rate" -> new Shape("rate", Shapes::isRate);
      case "daily-limits" ->
          new Shape("list of daily limits", v -> Shapes.all(v, Shapes::isDailyLimit));
      case "volume-rate" -> new Shape("data volume rate", Shapes::isVolumeRate);
      case "cidr-number" ->
          new AddressAnd("number or unlimited", v -> v.equals("unlimited") || Shapes.isNumber(v));
      case "cidr-rate" -> new AddressAnd("rate", Shapes::isRate);
      case "cidr-volume-rate" -> new AddressAnd("data volume rate", Shapes::isVolumeRate);
      case "source-host" -> new AddressAnd("host name", Shapes::isHostName);
      case "http-access" -> new AddressAnd("access level", Shapes::isAccessLevel);
      case "domain-key" -> new DomainKey();
      case "macro" -> new Macro();
      case "reply" -> new Pattern(true);
      case "pattern" -> new Pattern(false);
      case "mx" -> new Mx();
      default -> throw new IllegalArgumentException("unknown kind of value: " + name);
    };
  }
}
