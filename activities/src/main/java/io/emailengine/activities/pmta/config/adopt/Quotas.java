package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Warns of quotas that do nothing and of patterns that drop mail. */
final class Quotas {
  private static final String COLD_QUOTA = "max-cold-virtual-mta-msg";
  private static final String COLD = "cold-virtual-mta";

  /** Limits of one queue; outside {@code <domain>} the guide knows no meaning for them. */
  private static final Set<String> QUEUE_RATES = Set.of("max-msg-rate", "source-ip-max-msg-rate");

  /** Where no block is open. */
  private static final String TOP = "";

  private static final Set<String> NOT_A_QUEUE =
      Set.of(TOP, Kinds.VMTA, Kinds.POOL, "smtp-user", "source");

  private static final Set<String> NOT_A_VMTA = Set.of(TOP, "domain", "smtp-user", "source");

  private static final Set<String> NO_COLD = Set.of(TOP, "smtp-user", "source");

  private final ConfigTree tree;
  private final Findings findings;
  private final Set<Item> looked = Collections.newSetFromMap(new IdentityHashMap<>());

  Quotas(ConfigTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  void check() {
    boolean anyCold = false;
    for (Placed placed : tree.topLevel()) {
      if (placed.item() instanceof Block block && block.is(Kinds.VMTA)) {
        anyCold |= !Contents.of(tree, placed.file(), block).lines(COLD).isEmpty();
      }
    }
    for (Placed placed : tree.topLevel()) {
      if (placed.item() instanceof Block block) {
        checkCold(placed.file(), block, anyCold);
      }
    }
    check(tree.topLevel(), TOP);
  }

  private void checkCold(ConfigFile file, Block block, boolean anyCold) {
    Contents contents = Contents.of(tree, file, block);
    boolean works = block.is(Kinds.VMTA) ? !contents.lines(COLD).isEmpty() : anyCold;
    if (works) {
      return;
    }
    contents.lines(COLD_QUOTA).forEach(this::warnOfCold);
    for (Placed domain : contents.blocks("domain")) {
      contents.inside(domain).lines(COLD_QUOTA).forEach(this::warnOfCold);
    }
  }

  private void warnOfCold(Contents.Found found) {
    findings.warn(
        "no-op-cold-quota",
        found.file(),
        found.line(),
        COLD_QUOTA + " does nothing without a " + COLD + " line");
  }

  /** Looks at lines where they take effect: included files count to the block that holds them. */
  private void check(List<Placed> items, String inside) {
    for (Placed placed : items) {
      if (placed.item() instanceof Block block) {
        if (looked.add(block)) {
          check(tree.contents(placed.file(), block), block.tag());
        }
      } else if (placed.item() instanceof Line line && line.kind() == Line.Kind.DIRECTIVE) {
        check(placed.file(), line, inside);
      }
    }
  }

  private void check(ConfigFile file, Line line, String inside) {
    String directive = NameCheck.lower(line.keyword());
    if (QUEUE_RATES.contains(directive) && NOT_A_QUEUE.contains(inside)) {
      findings.warn(
          "no-op-rate",
          file,
          line,
          line.keyword() + " limits queues and does nothing outside a domain block");
    } else if (directive.equals(DailyRate.DIRECTIVE) && NOT_A_VMTA.contains(inside)) {
      findings.warn(
          "no-op-rate",
          file,
          line,
          line.keyword() + " limits virtual MTAs and does nothing outside them and their pools");
    } else if (directive.equals(COLD_QUOTA) && NO_COLD.contains(inside)) {
      warnOfCold(new Contents.Found(file, line));
    } else if (inside.equals("smtp-pattern-list")
        && NameCheck.lower(line.value()).contains("bounce-queue")) {
      findings.warn(
          "bounce-queue", file, line, "bounce-queue drops all mail of a queue at one reply");
    }
  }
}
