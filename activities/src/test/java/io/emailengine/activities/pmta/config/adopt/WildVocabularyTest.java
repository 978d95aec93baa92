package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the generated configurations are made of. */
class WildVocabularyTest {
  /** Written by the generator itself, because what they name must be there. */
  private static final Set<String> ELSEWHERE = Set.of("domain-macro", "include");

  @Test
  void holdsEveryDirectiveThatAdoptionKnows() throws Exception {
    Set<String> missing = words("known-directives.txt");
    assertThat(missing).hasSizeGreaterThan(300);
    missing.removeAll(ELSEWHERE);
    missing.removeAll(words("known-blocks.txt"));
    for (String scope : WildVocabulary.scopes()) {
      missing.removeAll(WildVocabulary.directives(scope));
    }

    assertThat(missing).isEmpty();
  }

  private static Set<String> words(String resource) throws Exception {
    try (InputStream in = KnownWords.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void hasAValueForEveryKind() {
    Random random = new Random(1);
    for (String scope : WildVocabulary.scopes()) {
      for (int i = 0; i < 500 && !WildVocabulary.directives(scope).isEmpty(); i++) {
        assertThat(WildVocabulary.line(random, scope)).isNotBlank();
      }
    }
  }
}
