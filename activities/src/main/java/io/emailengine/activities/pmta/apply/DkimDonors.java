package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.store.ip.SendingIpRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The adopted virtual MTAs whose DKIM keys those of the engine copy. Pure. */
final class DkimDonors {
  private final ServerIntent intent;

  DkimDonors(ServerIntent intent) {
    this.intent = intent;
  }

  /** What is copied: keys, and whether they sign. */
  record Dkim(List<DomainKey> keys, boolean sign) {
    static final Dkim NONE = new Dkim(List.of(), false);
  }

  /** What the virtual MTA of this IP gets. */
  Dkim dkimFor(SendingIpRow ip) {
    return donor(ip).map(DkimDonors::dkim).orElse(Dkim.NONE);
  }

  /** An adopted virtual MTA with a key to copy: of the same pool, else of the same tenant. */
  private Optional<BlockText> donor(SendingIpRow ip) {
    Set<String> poolMembers = new HashSet<>();
    intent.pools().stream()
        .filter(pool -> pool.id().equals(ip.poolId()) && pool.adopted())
        .flatMap(pool -> intent.pool(pool.name()).stream())
        .flatMap(block -> block.members().stream())
        .forEach(member -> poolMembers.add(member.value()));
    return firstWithKey(poolMembers).or(() -> firstWithKey(adoptedOf(ip)));
  }

  private Set<String> adoptedOf(SendingIpRow ip) {
    Set<String> names = new HashSet<>();
    intent.ips().stream()
        .filter(other -> other.adopted() && other.tenantId().equals(ip.tenantId()))
        .forEach(other -> names.add(other.vmta()));
    return names;
  }

  private Optional<BlockText> firstWithKey(Set<String> names) {
    return intent.blocks().stream()
        .filter(block -> !block.isPool() && names.contains(block.name()))
        .map(ServerIntent.CarriedBlock::text)
        .filter(text -> !dkim(text).keys().isEmpty())
        .findFirst();
  }

  private static Dkim dkim(BlockText text) {
    List<DomainKey> keys =
        text.block().lines("domain-key").stream()
            .flatMap(line -> DomainKey.read(line.value()).stream())
            .toList();
    return new Dkim(keys, !keys.isEmpty() && signs(text.block()));
  }

  private static boolean signs(Block block) {
    for (Item item : block.children()) {
      if (item instanceof Line line && line.is("dkim-sign") && line.isYes()) {
        return true;
      }
      if (item instanceof Block inner && signs(inner)) {
        return true;
      }
    }
    return false;
  }
}
