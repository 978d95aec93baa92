package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void boundsTheCommandOnTheHost() {
    assertThat(ShellWords.bounded(List.of("/usr/sbin/pmta", "reload"), Duration.ofSeconds(60)))
        .isEqualTo("timeout -k 5 60 /usr/sbin/pmta reload");
    assertThat(ShellWords.bounded(List.of("true"), Duration.ofMillis(1500)))
        .isEqualTo("timeout -k 5 1.500 true");
  }

  @Test
  void quotesWhatTheShellWouldRead() {
    assertThat(ShellWords.quote("*/vmta-1")).isEqualTo("'*/vmta-1'");
    assertThat(ShellWords.quote("it's")).isEqualTo("'it'\\''s'");
    assertThat(ShellWords.quote("")).isEqualTo("''");
    assertThat(ShellWords.quote("$(reboot)")).isEqualTo("'$(reboot)'");
    assertThat(ShellWords.quote("--maxitems=9")).isEqualTo("--maxitems=9");
  }

  @Test
  void refusesNulAndLineBreaks() {
    for (String word : List.of("a\0b", "a\nb", "a\rb")) {
      assertThatThrownBy(() -> ShellWords.quote(word)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesAnEmptyCommandAndNoTime() {
    assertThatThrownBy(() -> ShellWords.bounded(List.of(), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShellWords.bounded(List.of("true"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
