package io.emailengine.activities.pmta.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tested swaps by the helper: under its lock, and carried to their end on the host itself. */
final class HelperSwaps implements Swaps {
  /** For its lock and the syncs, besides two tests: one may have to end what a killed one left. */
  private static final Duration BESIDES = Duration.ofSeconds(30);

  private final HelperCalls helper;
  private final SshFiles files;
  private final Duration bound;

  HelperSwaps(HelperCalls helper, SshFiles files, CommandBounds bounds) {
    this.helper = helper;
    this.files = files;
    this.bound = bounds.whole().multipliedBy(2).plus(BESIDES);
  }

  @Override
  public SwapOutcome swap(TestedSwap swap) {
    return outcome(
        "swap",
        helper.call(
            bound,
            "swap",
            swap.expectedSha256().orElse(SwapJournal.ABSENT),
            swap.stagedSha256(),
            swap.staged(),
            swap.target(),
            swap.keptAs()));
  }

  @Override
  public SwapOutcome restore(String sha256, String kept, String target) {
    return outcome("restore", helper.call(bound, "restore", sha256, kept, target));
  }

  @Override
  public SwapOutcome swapAll(String journal, List<TestedSwap> swaps) {
    files.stage(journal + ".new", SwapJournal.write(swaps), 0600);
    SwapOutcome outcome = outcome("swap-all", helper.call(bound, "swap-all", journal));
    if (!outcome.accepted()) {
      files.remove(journal + ".new");
    }
    return outcome;
  }

  private SwapOutcome outcome(String verb, HelperAnswer answer) {
    return switch (answer.word()) {
      case "swapped", "restored" -> new SwapOutcome.Accepted();
      case "put-back" -> new SwapOutcome.PutBack(test(answer));
      case "changed" -> new SwapOutcome.Changed(path(answer), found(answer));
      case "busy" -> new SwapOutcome.Busy();
      default -> throw helper.refusal(verb, answer);
    };
  }

  private static TestOutcome test(HelperAnswer answer) {
    TestOutcome test = PmtaAnswers.test(answer.ofPmta());
    return test.accepted()
        ? new TestOutcome.Unknown(PmtaAnswers.said(answer.ofPmta())) // the helper has judged
        : test;
  }

  private static String path(HelperAnswer answer) {
    return answer.rest().substring(answer.firstOfRest().length()).strip();
  }

  private static Optional<String> found(HelperAnswer answer) {
    return Optional.of(answer.firstOfRest()).filter(word -> word.matches("[0-9a-f]{64}"));
  }

  @Override
  public SwapRecovery recover() {
    return recovery("recover", helper.call(bound, "recover"));
  }

  @Override
  public SwapRecovery recoverAll(String journal) {
    return recovery("recover-all", helper.call(bound, "recover-all", journal));
  }

  private SwapRecovery recovery(String verb, HelperAnswer answer) {
    return switch (answer.word() + " " + answer.rest()) {
      case "recovered nothing" -> new SwapRecovery.Nothing();
      case "recovered accepted" -> new SwapRecovery.Accepted();
      case "recovered put-back" -> new SwapRecovery.PutBack();
      case "busy " -> new SwapRecovery.Busy();
      default -> {
        if (answer.word().equals("changed")) {
          yield new SwapRecovery.Changed(path(answer), found(answer));
        }
        throw helper.refusal(verb, answer);
      }
    };
  }
}
