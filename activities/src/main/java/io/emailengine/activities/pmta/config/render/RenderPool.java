package io.emailengine.activities.pmta.config.render;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** A pool as it has to stand in the engine's file. It never has no members. */
public sealed interface RenderPool {
  PoolName name();

  /** How many members it has, about; a carried one is counted by its lines. */
  default int size() {
    if (this instanceof EnginePool made) {
      return made.members().size();
    }
    return this instanceof CarriedPoolWithMembers carried
        ? carried.members().size()
        : ((CarriedPool) this).original().block().children().size();
  }

  /** An adopted pool that is not mapped: its bytes are carried unchanged. */
  record CarriedPool(int position, PoolName name, BlockText original) implements RenderPool {
    public CarriedPool {
      Checks.sameBlock(original, "virtual-mta-pool", name.value());
    }
  }

  /**
   * An adopted pool whose members the engine decides. Lines of members that stay are kept where
   * they are, lines of the others go, new members follow by name; every other line is kept.
   */
  record CarriedPoolWithMembers(
      int position, PoolName name, BlockText original, Set<VmtaName> members)
      implements RenderPool {
    public CarriedPoolWithMembers {
      Checks.sameBlock(original, "virtual-mta-pool", name.value());
      members = someMembers(name, members);
    }
  }

  /** A pool that the engine made; its members stand by name. */
  record EnginePool(PoolName name, Set<VmtaName> members) implements RenderPool {
    public EnginePool {
      requireNonNull(name, "name is null");
      members = someMembers(name, members);
    }
  }

  /**
   * A pool's text with other members. Lines of members that stay are kept where they are, lines of
   * the others go, new members follow by name; every other line is kept.
   */
  static String withMembers(BlockText pool, Set<VmtaName> members) {
    TextBytes out = new TextBytes(pool.size() + 64);
    new MemberLines(pool, members).appendTo(out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  private static Set<VmtaName> someMembers(PoolName pool, Set<VmtaName> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("pool " + pool + " has no members");
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(members)));
  }
}
