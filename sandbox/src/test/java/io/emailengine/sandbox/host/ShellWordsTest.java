package io.emailengine.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  @Test
  void quotesAsPosixShellsDo() {
    assertThat(ShellWords.split("pause  queue '*/a b' \"x \\\" \\$ \\n\" c\\ d 'it'\\''s' ''"))
        .containsExactly("pause", "queue", "*/a b", "x \" $ \\n", "c d", "it's", "");
    assertThat(ShellWords.split("a#b #comment")).containsExactly("a#b");
    assertThat(ShellWords.split("  ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 'b",
        "a \"b",
        "a \\",
        "a; b",
        "a && b",
        "a | b",
        "a > b",
        "a $b",
        "a \"$b\"",
        "a `b`",
        "a\nb"
      })
  void refusesOpenQuotesAndOperators(String line) {
    assertThatThrownBy(() -> ShellWords.split(line)).isInstanceOf(IllegalArgumentException.class);
  }
}
