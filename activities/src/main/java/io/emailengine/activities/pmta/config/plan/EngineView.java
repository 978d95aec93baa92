package io.emailengine.activities.pmta.config.plan;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.DailyCap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a plan compares of one file: its virtual MTAs and pools by name. */
record EngineView(SortedMap<String, Vmta> vmtas, SortedMap<String, Pool> pools) {
  /** A virtual MTA; {@code rest} is its text without the lines that set the daily cap. */
  record Vmta(Optional<DailyCap> cap, String rest) {}

  /** A pool; {@code rest} is its text without the lines that name members. */
  record Pool(List<String> members, String rest) {}

  static EngineView of(String text) {
    PmtaConfig config = PmtaConfig.parse("engine file", text);
    SortedMap<String, Vmta> vmtas = new TreeMap<>();
    SortedMap<String, Pool> pools = new TreeMap<>();
    config
        .blocks()
        .forEach(
            block -> {
              if (block.is("virtual-mta")) {
                vmtas.put(block.name(), vmta(config, block));
              } else if (block.is("virtual-mta-pool")) {
                pools.put(block.name(), pool(config, block));
              }
            });
    return new EngineView(vmtas, pools);
  }

  private static Vmta vmta(PmtaConfig config, Block block) {
    Optional<DailyCap> cap = DailyRate.capOf(block);
    List<Line> rates = block.lines(DailyRate.DIRECTIVE);
    if (cap.isPresent() || rates.isEmpty()) {
      return new Vmta(cap, without(config, block, DailyRate.DIRECTIVE));
    }
    // A rate that is no daily cap belongs to the rest, so that its change is seen.
    return new Vmta(cap, without(config, block, ""));
  }

  private static Pool pool(PmtaConfig config, Block block) {
    List<String> members =
        block.lines("virtual-mta").stream().map(line -> line.value()).sorted().toList();
    return new Pool(members, without(config, block, "virtual-mta"));
  }

  private static String without(PmtaConfig config, Block block, String directive) {
    StringBuilder rest = new StringBuilder(config.text(block).length());
    for (Item item : block.children()) {
      if (!(item instanceof Line line && line.is(directive))) {
        rest.append(config.text(item));
      }
    }
    return rest.toString();
  }

  static <T> List<String> onlyIn(Map<String, T> one, Map<String, T> other) {
    return one.keySet().stream().filter(name -> !other.containsKey(name)).toList();
  }
}
