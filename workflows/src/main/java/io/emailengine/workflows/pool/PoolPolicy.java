package io.emailengine.workflows.pool;

import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.VmtaName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a mapped pool. PowerMTA's pools are strict round robin without weights, and mail above
 * a cap waits and then bounces: so equals share, and unequals are fed by their own names.
 */
public final class PoolPolicy {
  private PoolPolicy() {}

  /**
   * A virtual MTA that may be in the pool.
   *
   * @param state null: unmanaged, which counts as active
   * @param stopped sends nothing
   * @param cap as it will run; null: not capped, which only unmanaged ones are
   */
  public record Candidate(
      VmtaName vmta, @Nullable IpState state, boolean stopped, @Nullable DailyCap cap) {
    boolean sendsAs(IpState wanted) {
      return !stopped && (state == wanted || (state == null && wanted == IpState.ACTIVE));
    }

    long weight() {
      return cap == null ? Long.MAX_VALUE : cap.messages();
    }
  }

  /**
   * The members: the sending active ones (if there is none, the sending warming ones) with at least
   * half of the largest cap among them, and every unmanaged one. Never empty: if nobody qualifies,
   * one stays in and must be rendered stopped: the first by name of those that were members before,
   * failing that the first by name; a retired one only if there is no other.
   *
   * @param candidates all virtual MTAs of the pool's tenant and purpose on this server, at least
   *     one
   */
  public static SortedSet<VmtaName> members(
      Collection<Candidate> candidates, Collection<VmtaName> before) {
    for (IpState wanted : List.of(IpState.ACTIVE, IpState.WARMING)) {
      SortedSet<VmtaName> equals =
          equals(candidates.stream().filter(c -> c.sendsAs(wanted)).toList());
      if (!equals.isEmpty()) {
        return equals;
      }
    }
    return last(candidates, before);
  }

  private static SortedSet<VmtaName> last(
      Collection<Candidate> candidates, Collection<VmtaName> before) {
    Comparator<Candidate> preference =
        // A retired one is about to be removed from the configuration.
        Comparator.<Candidate, Boolean>comparing(c -> c.state() == IpState.RETIRED)
            .thenComparing(c -> !before.contains(c.vmta()))
            .thenComparing(Candidate::vmta);
    SortedSet<VmtaName> last = new TreeSet<>();
    candidates.stream().min(preference).map(Candidate::vmta).ifPresent(last::add);
    return last;
  }

  private static SortedSet<VmtaName> equals(List<Candidate> candidates) {
    long largest = candidates.stream().mapToLong(Candidate::weight).max().orElse(0);
    SortedSet<VmtaName> members = new TreeSet<>();
    for (Candidate candidate : candidates) {
      // Rounded up: half of 3 is 2. Without a cap only the uncapped are equals.
      // Unmanaged ones stay whatever their cap: the operator put them there.
      if (candidate.state() == null || candidate.weight() >= largest - largest / 2) {
        members.add(candidate.vmta());
      }
    }
    return members;
  }
}
