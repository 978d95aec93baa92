package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Calls the helper and tells its refusals in the words of the port. */
final class HelperCalls {
  private final SshConnection ssh;
  private final HelperPlace place;

  HelperCalls(SshConnection ssh, HelperPlace place) {
    this.ssh = ssh;
    this.place = place;
  }

  ExecResult exec(List<String> words, Duration bound) {
    return HostErrors.translating(() -> ssh.exec(words, bound, SshPmtaHost.MAX_OUTPUT_BYTES));
  }

  HelperAnswer call(Duration bound, String... words) {
    ExecResult result = exec(place.call(List.of(words)), bound);
    return HelperAnswer.parse(result).orElseThrow(() -> noAnswer(words[0], result));
  }

  /** {@code pmta} through the helper. */
  ExecResult pmta(Duration bound, String... words) {
    ExecResult result = exec(place.call(List.of(words)), bound);
    Optional<HelperAnswer> answer = HelperAnswer.parse(result);
    if (answer.isEmpty() && PmtaAnswers.unknown(result).isPresent()) {
      return result; // who asked knows best what not to know means
    }
    HelperAnswer said = answer.orElseThrow(() -> noAnswer(words[0], result));
    if (!said.word().equals("pmta")) {
      throw refusal(words[0], said);
    }
    return said.ofPmta();
  }

  private HostException noAnswer(String verb, ExecResult result) {
    Optional<String> unknown = PmtaAnswers.unknown(result);
    if (unknown.isPresent()) {
      return new HostCommandException(
          HostCommandException.Kind.UNKNOWN, "helper " + verb + ": " + unknown.get());
    }
    if (!place.root() && result.stderr().contains("sudo:")) {
      return new HostHelperException(
          HostHelperException.Kind.NOT_PERMITTED,
          "the login may not run " + place.script() + " " + verb + " with sudo -n");
    }
    if (PmtaAnswers.cannotRun(result)) {
      return missing(place);
    }
    return new HostCommandException(
        HostCommandException.Kind.UNREADABLE,
        "helper " + verb + " answers " + PmtaAnswers.said(result));
  }

  static HostHelperException missing(HelperPlace place) {
    return new HostHelperException(
        HostHelperException.Kind.MISSING,
        place.script() + " is not installed on the host; install it as root");
  }

  /** What the helper did not want or could not do. */
  HostException refusal(String verb, HelperAnswer answer) {
    String text = "helper " + verb + ": " + answer.word() + " " + answer.rest();
    String said = answer.body().stderr().strip();
    String full = said.isEmpty() ? text : text + " (" + said + ")";
    return switch (answer.word()) {
      case "no-tool" ->
          new HostHelperException(
              HostHelperException.Kind.TOOL_MISSING,
              "the host lacks the program " + answer.rest() + ", which the helper needs");
      case "not-root" -> new HostHelperException(HostHelperException.Kind.NOT_PERMITTED, full);
      case "not-installed" -> missing(place);
      case "usage" ->
          new HostHelperException(
              HostHelperException.Kind.OUTDATED, full + "; is the helper of another version?");
      case "no-file" -> new HostFileException(HostFileException.Kind.NOT_FOUND, full);
      case "unsettled" -> new HostFileException(HostFileException.Kind.EXISTS, full);
      case "io" ->
          new HostFileException(
              said.toLowerCase(Locale.ROOT).contains("no space")
                  ? HostFileException.Kind.NO_SPACE
                  : HostFileException.Kind.FAILED,
              full);
      default -> new HostFileException(HostFileException.Kind.FAILED, full);
    };
  }
}
