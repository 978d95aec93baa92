package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
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

  private final Findings findings;
  private final Map<String, String> spelling = new HashMap<>();

  NameCheck(EngineNames engineNames, Findings findings) {
    this.findings = findings;
    engineNames.vmtas().forEach(name -> spelling.put(lower(name), name));
    engineNames.pools().forEach(name -> spelling.put(lower(name), name));
  }

  /** Checks and takes the name of a block; false, with the reason noted, if it can't be. */
  boolean take(Block block) {
    String name = block.name();
    if (!isPlain(block, name)) {
      return false;
    }
    if (lower(name).startsWith(RESERVED)) {
      findings.refuse("engine-name", block, "names that begin with " + RESERVED + " are reserved");
      return false;
    }
    if (spelling.putIfAbsent(lower(name), name) != null) {
      findings.refuse("duplicate-name", block, "the name " + name + " is defined twice");
      return false;
    }
    return true;
  }

  /** True for a plain name; otherwise the reason is noted. */
  boolean isPlain(Item where, String name) {
    if (name.isEmpty()) {
      findings.refuse("name-missing", where, "the name is missing");
    } else if (name.indexOf('$') >= 0) {
      findings.refuse("macro-in-name", where, "the name is made by a macro");
    } else {
      try {
        return new VmtaName(name).value().equals(name);
      } catch (InvalidValueException e) {
        findings.refuse("name-unsupported", where, "the name " + e.getMessage());
      }
    }
    return false;
  }

  /** A defined name as its definition spells it. */
  Optional<String> defined(String name) {
    return Optional.ofNullable(spelling.get(lower(name)));
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
