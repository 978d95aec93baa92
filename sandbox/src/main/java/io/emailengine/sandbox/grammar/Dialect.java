package io.emailengine.sandbox.grammar;

import java.util.Objects;

/**
 * How strictly a configuration is read, where the vendor's documents leave it open.
 *
 * @param unknown what becomes of directives and blocks that the version does not have, or not where
 *     they stand
 * @param duplicates what becomes of a second virtual MTA, pool, macro or pattern list of one name
 */
public record Dialect(PmtaVersion version, Unknown unknown, Duplicates duplicates) {
  public Dialect {
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(unknown, "unknown is null");
    Objects.requireNonNull(duplicates, "duplicates is null");
  }

  /** Version 5.0 at its strictest, so that whatever an engine invents is noticed. */
  public static Dialect strict() {
    return new Dialect(PmtaVersion.V5_0, Unknown.REFUSE, Duplicates.REFUSE);
  }

  /** Version 5.0 that warns where it can, so that configurations of the wild load. */
  public static Dialect lenient() {
    return new Dialect(PmtaVersion.V5_0, Unknown.WARN, Duplicates.MERGE);
  }

  public Dialect withVersion(PmtaVersion wanted) {
    return new Dialect(wanted, unknown, duplicates);
  }

  /** What becomes of what the version does not know. */
  public enum Unknown {
    REFUSE,
    /** It has no effect of its own and is told. */
    WARN
  }

  /** What becomes of a name that is defined again. */
  public enum Duplicates {
    REFUSE,
    /** The later lines go behind the earlier ones, as in one block, and it is told. */
    MERGE
  }
}
