package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every host does, wherever its verbs are carried out. The host runs a configuration that
 * includes the engine's file, which holds {@link #good}(1) at the beginning.
 */
abstract class PmtaHostContract implements StagedChanges {
  @Override
  public abstract PmtaHost host();

  /** Absolute path of the operator's configuration. */
  abstract String config();

  String folder() {
    return config().substring(0, config().lastIndexOf('/')) + "/email-engine";
  }

  @Override
  public String target() {
    return folder() + "/engine.conf";
  }

  @Override
  public String staged() {
    return folder() + "/engine.conf.new";
  }

  String kept() {
    return folder() + "/engine.conf.lkg";
  }

  String journal() {
    return folder() + "/adopt.journal";
  }

  static byte[] good(int generation) {
    return ("<domain generation.email-engine.invalid>\n    max-errors-per-connection "
            + (1_000_000 + generation)
            + "\n</domain>\n")
        .getBytes(UTF_8);
  }

  static byte[] bad() {
    return "no-such-directive 1\n".getBytes(UTF_8);
  }

  byte[] onDisk(String path) {
    return host().read(path).orElseThrow().bytes();
  }

  TestedSwap stagedSwap(byte[] before, byte[] after) {
    host().stage(staged(), after, 0644);
    return TestedSwap.of(before, after, staged(), target(), kept());
  }

  @Test
  void swapsInWhatTheHostTakesAndKeepsTheOldFile() {
    SwapOutcome outcome = host().swapTested(stagedSwap(good(1), good(2)));
    assertThat(outcome).isEqualTo(new SwapOutcome.Accepted());
    assertThat(onDisk(target())).isEqualTo(good(2));
    assertThat(onDisk(kept())).isEqualTo(good(1));
    assertThat(host().read(staged())).isEmpty();
  }

  @Test
  void replacesWhatWasKeptBefore() {
    host().swapTested(stagedSwap(good(1), good(2)));
    assertThat(host().swapTested(stagedSwap(good(2), good(3))).accepted()).isTrue();
    assertThat(onDisk(kept())).isEqualTo(good(2));
    assertThat(onDisk(target())).isEqualTo(good(3));
  }

  @Test
  void putsBackWhatTheHostRejects() {
    SwapOutcome outcome = host().swapTested(stagedSwap(good(1), bad()));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            SwapOutcome.PutBack.class,
            back -> assertThat(back.test()).isInstanceOf(TestOutcome.Rejected.class));
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().test().accepted()).isTrue();
  }

  @Test
  void touchesNothingWhenTheTargetIsNotTheExpectedFile() {
    SwapOutcome outcome = host().swapTested(stagedSwap(good(7), good(2)));
    assertThat(outcome)
        .isEqualTo(new SwapOutcome.Changed(target(), Optional.of(TestedSwap.sha256(good(1)))));
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().read(kept())).isEmpty();
  }

  @Test
  void touchesNothingWhenTheTargetIsGoneOrNotToBeThere() {
    host().stage(staged(), good(2), 0644);
    assertThat(host().swapTested(TestedSwap.ofNew(good(2), staged(), target(), kept())))
        .isEqualTo(new SwapOutcome.Changed(target(), Optional.of(TestedSwap.sha256(good(1)))));
    host().remove(target());
    assertThat(host().swapTested(TestedSwap.of(good(1), good(2), staged(), target(), kept())))
        .isEqualTo(new SwapOutcome.Changed(target(), Optional.empty()));
    assertThat(host().swapTested(TestedSwap.ofNew(good(2), staged(), target(), kept())))
        .isEqualTo(new SwapOutcome.Accepted());
    assertThat(onDisk(target())).isEqualTo(good(2));
  }

  @Test
  void takesANewFileAwayThatTheHostRejects() {
    String other = folder() + "/other.conf";
    host().stage(staged(), bad(), 0644);
    host().swap(target(), other);
    assertThat(host().swapTested(TestedSwap.ofNew(bad(), staged(), target(), kept())))
        .isInstanceOf(SwapOutcome.PutBack.class);
    assertThat(host().read(target())).isEmpty();
  }

  @Test
  void refusesAStagedFileThatIsNotTheUploadedOne() {
    host().stage(staged(), good(3), 0644);
    TestedSwap swap = TestedSwap.of(good(1), good(2), staged(), target(), kept());
    assertThatThrownBy(() -> host().swapTested(swap)).isInstanceOf(HostFileException.class);
    host().remove(staged());
    assertThatThrownBy(() -> host().swapTested(swap))
        .isInstanceOfSatisfying(
            HostFileException.class,
            e -> assertThat(e.kind()).isEqualTo(HostFileException.Kind.NOT_FOUND));
    assertThat(onDisk(target())).isEqualTo(good(1));
  }

  @Test
  void restoresWhatWasKept() {
    host().swapTested(stagedSwap(good(1), good(2)));
    String good = TestedSwap.sha256(good(1));
    assertThat(host().restore(TestedSwap.sha256(good(3)), kept(), target()))
        .isEqualTo(new SwapOutcome.Changed(kept(), Optional.of(good)));
    assertThat(host().restore(good, kept(), target())).isEqualTo(new SwapOutcome.Accepted());
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().restore(good, kept(), target()))
        .isEqualTo(new SwapOutcome.Changed(kept(), Optional.empty()));
  }

  @Test
  void hasNothingToRecoverAfterASwapThatEnded() {
    assertThat(host().recoverSwap()).isEqualTo(new SwapRecovery.Nothing());
    host().swapTested(stagedSwap(good(1), good(2)));
    assertThat(host().helper().pending()).isFalse();
    assertThat(host().recoverSwap()).isEqualTo(new SwapRecovery.Nothing());
    assertThat(onDisk(target())).isEqualTo(good(2));
  }

  @Test
  void installsAndRemovesTheHelper() {
    host().installHelper();
    host().installHelper();
    assertThat(host().helper().ready()).isTrue();
    assertThat(host().helper().version()).hasValue(HelperScript.version());
    assertThat(host().swapTested(stagedSwap(good(1), good(2))).accepted()).isTrue();
    host().removeHelper();
    host().removeHelper();
    assertThat(host().helper().state()).isEqualTo(HelperFacts.State.ABSENT);
    assertThat(onDisk(target())).isEqualTo(good(2));
  }

  private List<TestedSwap> both(byte[] operators, byte[] engines) {
    host().stage(folder() + "/config.new", operators, 0644);
    host().stage(staged(), engines, 0644);
    return List.of(
        TestedSwap.of(good(1), engines, staged(), target(), kept()),
        TestedSwap.of(
            onDisk(config()),
            operators,
            folder() + "/config.new",
            config(),
            folder() + "/config.old"));
  }

  private byte[] longer(byte[] config) {
    return (new String(config, UTF_8) + "# longer\n").getBytes(UTF_8);
  }

  @Test
  void swapsSeveralFilesAndGivesThemBack() {
    byte[] before = onDisk(config());
    List<TestedSwap> swaps = both(longer(before), good(2));
    assertThat(host().swapAllTested(journal(), swaps).accepted()).isTrue();
    assertThat(onDisk(config())).isEqualTo(longer(before));
    assertThat(onDisk(target())).isEqualTo(good(2));
    assertThat(host().recoverAll(journal())).isEqualTo(new SwapRecovery.PutBack());
    assertThat(onDisk(config())).isEqualTo(before);
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().recoverAll(journal())).isEqualTo(new SwapRecovery.Nothing());
  }

  @Test
  void keepsSeveralFilesThatAreSettled() {
    byte[] before = onDisk(config());
    host().swapAllTested(journal(), both(longer(before), good(2)));
    host().settleAll(journal());
    assertThat(host().recoverAll(journal())).isEqualTo(new SwapRecovery.Nothing());
    assertThat(onDisk(config())).isEqualTo(longer(before));
    assertThat(onDisk(folder() + "/config.old")).isEqualTo(before);
  }

  @Test
  void putsSeveralFilesBackWhenTheHostRejectsThem() {
    byte[] before = onDisk(config());
    assertThat(host().swapAllTested(journal(), both(longer(before), bad())))
        .isInstanceOf(SwapOutcome.PutBack.class);
    assertThat(onDisk(config())).isEqualTo(before);
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().read(journal())).isEmpty();
  }

  @Test
  void touchesNoneOfSeveralFilesWhenOneIsNotTheExpected() {
    byte[] before = onDisk(config());
    List<TestedSwap> swaps = both(longer(before), good(2));
    host().stage(folder() + "/x", longer(longer(before)), 0644);
    host().swap(folder() + "/x", config());
    assertThat(host().swapAllTested(journal(), swaps))
        .isEqualTo(
            new SwapOutcome.Changed(
                config(), Optional.of(TestedSwap.sha256(longer(longer(before))))));
    assertThat(onDisk(target())).isEqualTo(good(1));
    assertThat(host().read(journal())).isEmpty();
  }

  @Test
  void doesNotUndoWhatAPersonHasEditedSince() {
    byte[] before = onDisk(config());
    host().swapAllTested(journal(), both(longer(before), good(2)));
    byte[] edited = longer(longer(before));
    host().stage(folder() + "/x", edited, 0644);
    host().swap(folder() + "/x", config());
    assertThat(host().recoverAll(journal()))
        .isEqualTo(new SwapRecovery.Changed(config(), Optional.of(TestedSwap.sha256(edited))));
    assertThat(onDisk(target())).isEqualTo(good(2));
    assertThat(onDisk(config())).isEqualTo(edited);
  }

  @Test
  void beginsNoSwapOfSeveralBeforeTheLastOneIsOver() {
    byte[] before = onDisk(config());
    host().swapAllTested(journal(), both(longer(before), good(2)));
    host().stage(staged(), good(3), 0644);
    List<TestedSwap> next = List.of(TestedSwap.of(good(2), good(3), staged(), target(), kept()));
    assertThatThrownBy(() -> host().swapAllTested(journal(), next))
        .isInstanceOfSatisfying(
            HostFileException.class,
            e -> assertThat(e.kind()).isEqualTo(HostFileException.Kind.EXISTS));
  }

  @Test
  void looksAtManyFilesAtOnce() {
    String odd = folder() + "/it's $HOME [x].conf";
    host().stage(odd, good(5), 0644);
    String none = folder() + "/none";
    assertThat(host().hash(List.of(target(), none, odd)))
        .isEqualTo(Map.of(target(), TestedSwap.sha256(good(1)), odd, TestedSwap.sha256(good(5))));
    assertThat(host().missing(List.of(target(), none, odd))).isEqualTo(Set.of(none));
    assertThat(host().hash(List.of())).isEmpty();
    assertThat(host().missing(List.of())).isEmpty();
  }

  @Test
  void findsFilesAsAShellDoes() {
    for (String name : List.of("b.conf", "a.conf", ".hidden.conf", "c.txt")) {
      host().stage(folder() + "/" + name, good(5), 0644);
    }
    assertThat(host().list(folder() + "/*.conf"))
        .containsExactly(folder() + "/a.conf", folder() + "/b.conf", target());
    assertThat(host().list(folder() + "/[!a].*"))
        .containsExactly(folder() + "/b.conf", folder() + "/c.txt");
    assertThat(host().list(config().replace("/config", "/*/a.co??")))
        .containsExactly(folder() + "/a.conf");
    assertThat(host().list(target())).containsExactly(target());
    assertThat(host().list(folder() + "/none")).isEmpty();
    assertThat(host().list("/no/such/*.conf")).isEmpty();
  }

  @Test
  void removesItsFolder() {
    host().removeFolder(folder());
    assertThat(host().read(target())).isEmpty();
    host().removeFolder(folder());
    assertThat(host().read(config())).isPresent();
  }
}
