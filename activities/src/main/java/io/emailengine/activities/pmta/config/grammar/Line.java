package io.emailengine.activities.pmta.config.grammar;

import java.util.List;
import java.util.Locale;

/**
 * One line that opens or closes no block.
 *
 * @param keyword first word, as written; empty for blank lines and comments
 * @param value what follows the keyword, comment and outer blanks removed
 */
public record Line(Kind kind, int line, int start, int end, String keyword, String value)
    implements Item {
  /** What the line holds. */
  public enum Kind {
    BLANK,
    COMMENT,
    DIRECTIVE,
    /** A tag that fits nowhere; {@link PmtaConfig#problems()} says why. */
    BROKEN
  }

  /** True for a directive of this name, whatever the case of its letters. */
  public boolean is(String directive) {
    return kind == Kind.DIRECTIVE && keyword.equalsIgnoreCase(directive);
  }

  /** The value split at blanks and tabs; double quotes group and are removed. */
  public List<String> words() {
    return Words.split(value);
  }

  /** True if the value is one of PowerMTA's words for yes. */
  public boolean isYes() {
    String word = value.toLowerCase(Locale.ROOT);
    return word.equals("yes") || word.equals("true");
  }
}
