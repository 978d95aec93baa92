package io.emailengine.activities.pmta.config.tree;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import java.util.List;
import java.util.Optional;

/**
 * One include line.
 *
 * @param file path of the file that it stands in
 * @param inside the outermost block that it stands in; empty at top level
 * @param target as written, quotes removed
 * @param resolved the target as an absolute path, glob or address
 * @param paths the files that it loads, absolute, in the order in which they are loaded
 */
public record Include(
    String file,
    Line line,
    Optional<Block> inside,
    String target,
    String resolved,
    Kind kind,
    List<String> paths) {
  /** What the line turned out to be. */
  public enum Kind {
    /** Names one file that is there. */
    FILE,
    /** Names any number of files by a glob. */
    GLOB,
    /** Is fetched over http(s) by PowerMTA itself; never read by the engine. */
    REMOTE,
    /** Names a file that is not there, or nothing at all. */
    MISSING,
    /**
     * Relative, and means one file seen from the including file's folder and another one seen from
     * the main configuration's: PowerMTA's guide does not say which is loaded.
     */
    AMBIGUOUS
  }

  public Include {
    requireNonNull(inside, "inside is null");
    paths = List.copyOf(paths);
  }

  /**
   * True if the line could say the same by an absolute path: one that needs no escapes and is a
   * glob only where the target is.
   */
  public boolean hasAbsoluteForm() {
    if (!isRelative()) {
      return true;
    }
    boolean plain = resolved.indexOf('"') < 0 && resolved.indexOf('\\') < 0;
    String mustBePlain = Globs.isGlob(target) ? Paths.folder(file) : resolved;
    return plain && !Globs.isGlob(mustBePlain);
  }

  /** True if the target is not an absolute path, so that it depends on where the line stands. */
  public boolean isRelative() {
    return kind != Kind.REMOTE && !target.startsWith("/");
  }
}
