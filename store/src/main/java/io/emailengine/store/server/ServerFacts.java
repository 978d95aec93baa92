package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What adoption and later reads found on a host; the value of {@code server.facts}. No secrets.
 *
 * @param addresses canonical addresses on the host's interfaces, when they were last read
 * @param hostName PowerMTA's {@code host-name}, or else the host's own; null if neither is a plain
 *     host name
 * @param vmtas virtual MTAs of the operator, in the order of the file
 * @param pools pools of the operator, mapped or not, in the order of the file
 * @param fed names of virtual MTAs and pools that a pattern-list, source or listener sends mail to
 * @param headerFeeds a source honours X-Virtual-MTA: any name may be fed
 * @param bounceAfterSeconds the shortest time after which queued mail bounces
 */
public record ServerFacts(
    List<String> addresses,
    @Nullable String hostName,
    List<FoundVmta> vmtas,
    List<FoundPool> pools,
    List<String> fed,
    boolean headerFeeds,
    long bounceAfterSeconds) {
  public ServerFacts {
    addresses = List.copyOf(addresses);
    vmtas = List.copyOf(vmtas);
    pools = List.copyOf(pools);
    fed = List.copyOf(fed);
  }

  /**
   * A virtual MTA of the operator.
   *
   * @param dailyCap its own {@code max-smtp-msg-rate N/d}; null: none
   * @param signs it has a {@code domain-key} that can be copied to a virtual MTA of the engine
   */
  public record FoundVmta(
      String name, List<FoundSource> sources, @Nullable Integer dailyCap, boolean signs) {
    public FoundVmta {
      sources = List.copyOf(sources);
    }
  }

  /**
   * One {@code smtp-source-host} line.
   *
   * @param address canonical; null if it is not exactly one plain address
   */
  public record FoundSource(@Nullable String address, String hostname) {}

  /** A pool of the operator and its members as adopted. */
  public record FoundPool(String name, List<String> members) {
    public FoundPool {
      members = List.copyOf(members);
    }
  }
}
