package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  @Test
  void knowsItsCommands() {
    assertThat(Command.parse("up")).isEqualTo(new Command.Up(false));
    assertThat(Command.parse("up", "--sandbox")).isEqualTo(new Command.Up(true));
    assertThat(Command.parse("version")).isEqualTo(new Command.ShowVersion());
    assertThat(Command.parse("doctor")).isEqualTo(new Command.Doctor(false));
    assertThat(Command.parse("doctor", "--print-setup", "mta1"))
        .isEqualTo(new Command.PrintSetup("mta1"));
    assertThat(Command.parse("help")).isEqualTo(new Command.Help());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "down",
        "up --fast",
        "up --sandbox --sandbox",
        "version now",
        "doctor --print-setup"
      })
  void refusesWhatItDoesNotKnow(String line) {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(Command.parse(words)).isInstanceOf(Command.Unknown.class);
  }
}
