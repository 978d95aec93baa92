package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

/**
 * Something that a configuration names and that only the host can vouch for.
 *
 * @param value a path or an address
 * @param owner what names it, for a message
 * @param line from 1
 */
record Seen(String value, String owner, String file, int line) {
  Seen {
    requireNonNull(value, "value is null");
    requireNonNull(owner, "owner is null");
    requireNonNull(file, "file is null");
  }
}
