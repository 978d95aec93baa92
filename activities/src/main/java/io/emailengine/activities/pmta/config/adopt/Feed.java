package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A source or pattern-list that decides which virtual MTA or pool gets mail.
 *
 * @param kind {@code source} or {@code pattern-list}
 * @param name of the block, as written
 * @param targets virtual MTAs and pools that it names itself, without doubles
 * @param patternLists pattern-lists that a source goes by
 * @param line of the opening tag, from 1
 */
public record Feed(
    String kind,
    String name,
    String file,
    int line,
    List<String> targets,
    List<String> patternLists) {
  public Feed {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(file, "file is null");
    targets = List.copyOf(targets);
    patternLists = List.copyOf(patternLists);
  }
}
