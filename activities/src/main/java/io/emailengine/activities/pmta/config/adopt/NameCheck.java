package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.VmtaName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The one namespace of virtual MTAs and pools, in which names that differ by case are equal. */
final class NameCheck {
  /** Kept free for the engine. */
  private static final String RESERVED = "email-engine";

  private final Map<String, String> spelling = new HashMap<>();

  NameCheck(EngineNames engineNames) {
    engineNames.vmtas().forEach(this::define);
    engineNames.pools().forEach(this::define);
  }

  /** Takes a name; false if it is defined already. */
  boolean define(String name) {
    return spelling.putIfAbsent(key(name), plain(name)) == null;
  }

  /** A defined name as its definition spells it. */
  Optional<String> defined(String name) {
    return Optional.ofNullable(spelling.get(key(name)));
  }

  /** Why the engine can't manage something of this name. */
  record Trouble(String code, String message) {}

  static Optional<Trouble> troubleWith(String name) {
    if (name.isEmpty()) {
      return Optional.of(new Trouble("name-missing", "the name is missing"));
    }
    if (name.indexOf('$') >= 0) {
      return Optional.of(new Trouble("macro-in-name", "the name depends on a macro"));
    }
    if (lower(name).startsWith(RESERVED)) {
      return Optional.of(
          new Trouble("engine-name", "names that begin with " + RESERVED + " are the engine's"));
    }
    try {
      new VmtaName(name);
      return Optional.empty();
    } catch (InvalidValueException e) {
      return Optional.of(new Trouble("name-unsupported", "the name " + e.getMessage()));
    }
  }

  /** What equal names have in common, however they are written. */
  static String key(String name) {
    return lower(plain(name));
  }

  /** Without the quotes around it, which group and are no part of a name. */
  static String plain(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
