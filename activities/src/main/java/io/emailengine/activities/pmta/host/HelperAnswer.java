package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the helper answered: the last line of its output, which is for programs.
 *
 * @param word first word of it
 * @param rest the words after it, or nothing
 * @param body the output before it
 */
record HelperAnswer(String word, String rest, ExecResult body) {
  static final String NAME = "email-engine-host: ";

  private static final int TIMED_OUT = 124;
  private static final int KILLED = 137;

  /** Empty when something else than the helper answered, or nothing. */
  static Optional<HelperAnswer> parse(ExecResult result) {
    if (result.exit().isEmpty() || result.timedOut()) {
      return Optional.empty();
    }
    String out = result.stdout().stripTrailing();
    int line = out.lastIndexOf('\n') + 1;
    if (!out.startsWith(NAME, line)) {
      return Optional.empty();
    }
    String[] words = out.substring(line + NAME.length()).split(" ", 2);
    ExecResult body =
        new ExecResult(
            result.exit(),
            result.signal(),
            out.substring(0, line),
            result.stderr(),
            result.truncated(),
            false);
    return Optional.of(new HelperAnswer(words[0], words.length < 2 ? "" : words[1], body));
  }

  String firstOfRest() {
    return rest.split(" ", 2)[0];
  }

  /** The output as that of {@code pmta} itself, with the exit code that the line tells. */
  ExecResult ofPmta() {
    String code = firstOfRest();
    int exit = code.matches("[0-9]{1,3}") ? Integer.parseInt(code) : -1;
    boolean late = exit == TIMED_OUT || exit == KILLED;
    return new ExecResult(
        exit < 0 ? OptionalInt.empty() : OptionalInt.of(exit),
        Optional.empty(),
        body.stdout(),
        body.stderr(),
        body.truncated(),
        late);
  }
}
