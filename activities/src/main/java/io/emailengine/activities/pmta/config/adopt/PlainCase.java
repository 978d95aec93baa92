package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.render.EngineFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a file against the plain case: one file, known blocks, nothing included but the engine's.
 */
final class PlainCase {
  static final String VMTA = "virtual-mta";
  static final String POOL = "virtual-mta-pool";

  private static final Set<String> KNOWN_BLOCKS =
      Set.of(
          "acct-file",
          "address-list",
          "bounce-category-patterns",
          "bounce-processor",
          "dns",
          "domain",
          "domain-key-list",
          "email-patterns",
          "feedback-loop-processor",
          "mx-rollup-list",
          "pattern-list",
          "proxy",
          "rewrite-list",
          "signals",
          "signals-filter",
          "smtp-listener",
          "smtp-pattern-list",
          "smtp-user",
          "source",
          "source-group",
          "spool",
          "transmissions-api",
          "transmissions-api-listener",
          "vault",
          VMTA,
          POOL);

  private final PmtaConfig config;
  private final String includePath;
  private final Findings findings;
  private final List<Line> engineIncludes = new ArrayList<>();

  PlainCase(PmtaConfig config, String includePath, Findings findings) {
    this.config = config;
    this.includePath = includePath;
    this.findings = findings;
  }

  /** True for the kinds of block that adoption moves to the engine's file. */
  static boolean moves(Block block) {
    return block.is(VMTA) || block.is(POOL);
  }

  /** Refuses what is beyond the plain case. Returns the engine's include lines. */
  List<Line> check() {
    if (!config.items().isEmpty() && EngineFile.readHeader(config.bytes()).isPresent()) {
      findings.refuse("engine-file", config.items().get(0), "this is a file that the engine wrote");
    }
    config.items().forEach(item -> check(item, null));
    if (engineIncludes.size() > 1) {
      findings.refuse(
          "include-twice", engineIncludes.get(1), "the engine's file is included twice");
    }
    return engineIncludes;
  }

  private void check(Item item, @Nullable Block outer) {
    if (item instanceof Line line) {
      check(line, outer == null);
    } else {
      Block block = (Block) item;
      check(block, outer);
      block.children().forEach(child -> check(child, block));
    }
  }

  private void check(Line line, boolean atTop) {
    if (!line.is("include")) {
      return;
    }
    if (atTop && line.words().equals(List.of(includePath))) {
      engineIncludes.add(line);
    } else {
      findings.refuse(
          "include", line, "the configuration includes another file; only one file is supported");
    }
  }

  private void check(Block block, @Nullable Block outer) {
    if (!KNOWN_BLOCKS.contains(block.tag())) {
      findings.refuse("unknown-block", block, "PowerMTA's guide does not know this kind of block");
    }
    if (moves(block) && outer != null) {
      findings.refuse("nested-block", block, "a virtual MTA or pool inside another block");
    }
    if (block.is("domain") && block.name().equalsIgnoreCase(EngineFile.MARKER_DOMAIN)) {
      findings.refuse("engine-marker", block, "the engine's generation marker stands in this file");
    }
  }
}
