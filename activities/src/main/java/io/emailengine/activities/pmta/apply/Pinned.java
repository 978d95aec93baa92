package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.DailyCap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An old version that is rendered instead of the plan: its blocks in their order, and the caps that
 * may not be exceeded. A virtual MTA that was stopped in it has none: stops are today's.
 */
record Pinned(int version, List<ServerIntent.CarriedBlock> blocks, Map<String, DailyCap> caps) {
  Pinned {
    blocks = List.copyOf(blocks);
    caps = Map.copyOf(caps);
  }

  static Pinned of(KnownConfig version) {
    PmtaConfig config = PmtaConfig.parse("engine file", version.bytes());
    List<ServerIntent.CarriedBlock> blocks = new ArrayList<>();
    for (Block block : config.blocks().toList()) {
      boolean pool = block.is("virtual-mta-pool");
      if (pool || block.is("virtual-mta")) {
        blocks.add(
            new ServerIntent.CarriedBlock(
                blocks.size(), pool, block.name(), BlockText.of(config.text(block))));
      }
    }
    Map<String, DailyCap> caps = new HashMap<>();
    for (RenderedVmta vmta : version.vmtas()) {
      if (vmta.cap() != null && !vmta.stopped()) {
        caps.put(vmta.vmta(), new DailyCap(vmta.cap()));
      }
    }
    return new Pinned(version.number(), blocks, caps);
  }

  /** The plan's cap, no higher than the version's own. */
  DailyCap limit(String vmta, DailyCap plan) {
    return Optional.ofNullable(caps.get(vmta)).map(plan::min).orElse(plan);
  }

  Set<String> poolNames() {
    return blocks.stream()
        .filter(ServerIntent.CarriedBlock::isPool)
        .map(ServerIntent.CarriedBlock::name)
        .collect(Collectors.toSet());
  }
}
