package io.emailengine.activities.pmta.config.grammar;

import io.emailengine.workflows.model.InvalidValueException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A DKIM key as PowerMTA names it: {@code domain-key selector,domain,file}. Only plain words pass,
 * because the line is written into a configuration file.
 *
 * @param domain {@code *} or a domain
 * @param file absolute path on the host
 */
public record DomainKey(String selector, String domain, String file) {
  private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern DOMAIN = Pattern.compile("\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
  private static final Pattern FILE = Pattern.compile("/[A-Za-z0-9._/@+=-]{1,1000}");

  public DomainKey {
    if (!SELECTOR.matcher(selector).matches()
        || !DOMAIN.matcher(domain).matches()
        || !FILE.matcher(file).matches()) {
      throw new InvalidValueException(
          "must be a selector, a domain or *, and an absolute path, of plain characters");
    }
  }

  /** Reads the value of a {@code domain-key} line; empty if it is beyond the plain form. */
  public static Optional<DomainKey> read(String value) {
    String[] parts = value.split(",", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DomainKey(parts[0].strip(), parts[1].strip(), parts[2].strip()));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the answer to a value that is not plain
    }
  }

  /** The value as the engine writes it. */
  @Override
  public String toString() {
    return selector + "," + domain + "," + file;
  }
}
