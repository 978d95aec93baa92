package io.emailengine.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.VmtaName;
import io.emailengine.workflows.pool.PoolPolicy.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolPolicyTest {
  @Test
  void activeOnesKeepWarmingOnesOut() {
    assertMembers(List.of(active("a", 10_000), active("b", 6_000), warming("c", 10_000)), "a", "b");
  }

  @Test
  void withoutActiveOnesTheWarmingOnesShare() {
    assertMembers(
        List.of(warming("a", 50), warming("b", 50), warming("c", 200), resting("d")), "c");
    assertMembers(List.of(warming("a", 100), warming("b", 200), warming("c", 99)), "a", "b");
  }

  @Test
  void halfOfAnOddCapIsRoundedUp() {
    assertMembers(List.of(warming("a", 1), warming("b", 3)), "b");
    assertMembers(List.of(warming("a", 2), warming("b", 3)), "a", "b");
  }

  @Test
  void unmanagedOnesCountAsActive() {
    assertMembers(List.of(unmanaged("a", null), unmanaged("b", null), warming("c", 50)), "a", "b");
    assertMembers(List.of(unmanaged("a", 4_000), active("b", 5_000)), "a", "b");
  }

  @Test
  void unmanagedOnesStayWhateverTheirCap() {
    assertMembers(List.of(unmanaged("a", 10), active("b", 5_000), active("c", 50)), "a", "b");
  }

  @Test
  void besideAnUncappedOneACappedOneIsNoEqual() {
    assertMembers(List.of(unmanaged("a", null), active("b", 10_000_000)), "a");
  }

  @Test
  void ifNobodyQualifiesTheLastMemberStays() {
    List<Candidate> stopped =
        List.of(
            stopped("a"), stopped("b"), new Candidate(vmta("c"), IpState.RETIRED, true, cap(1)));
    assertThat(PoolPolicy.members(stopped, List.of(vmta("b")))).containsExactly(vmta("b"));
    assertThat(PoolPolicy.members(stopped, List.of())).containsExactly(vmta("a"));
    assertThat(PoolPolicy.members(stopped, List.of(vmta("c")))).containsExactly(vmta("a"));
  }

  @Test
  void keepsItsPromisesForAnyCandidates() {
    long seed = 11;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      List<Candidate> candidates = new ArrayList<>();
      int size = 1 + random.nextInt(6);
      for (int i = 0; i < size; i++) {
        IpState state =
            random.nextInt(4) == 0
                ? null
                : IpState.values()[random.nextInt(IpState.values().length)];
        DailyCap cap = state == null && random.nextBoolean() ? null : cap(1 + random.nextInt(400));
        boolean stops = state != null && state.stopsSending();
        candidates.add(new Candidate(vmta("v" + i), state, stops || random.nextInt(3) == 0, cap));
      }
      List<VmtaName> before =
          candidates.stream().map(Candidate::vmta).filter(v -> random.nextBoolean()).toList();
      SortedSet<VmtaName> members = PoolPolicy.members(candidates, before);
      assertThat(members).as("seed %s round %s", seed, round).isNotEmpty();
      Map<VmtaName, Candidate> byName =
          candidates.stream().collect(Collectors.toMap(Candidate::vmta, Function.identity()));
      List<Candidate> chosen = members.stream().map(byName::get).toList();
      boolean anySends =
          candidates.stream()
              .anyMatch(c -> c.sendsAs(IpState.ACTIVE) || c.sendsAs(IpState.WARMING));
      if (anySends) {
        assertThat(chosen).noneMatch(Candidate::stopped);
        long largest = chosen.stream().mapToLong(Candidate::weight).max().orElseThrow();
        assertThat(chosen).allMatch(c -> c.weight() >= largest - c.weight() || c.state() == null);
      } else {
        assertThat(chosen).hasSize(1);
      }
      Collections.shuffle(candidates, random);
      assertThat(PoolPolicy.members(candidates, before)).containsExactlyElementsOf(members);
    }
  }

  @Test
  void saysWhatFeedsAnIp() {
    assertThat(FedBy.of(true, false, false)).isEqualTo(FedBy.POOL);
    assertThat(FedBy.of(false, true, true)).isEqualTo(FedBy.VMTA);
    assertThat(FedBy.of(false, false, true)).isEqualTo(FedBy.UNKNOWN);
    assertThat(FedBy.of(false, false, false)).isEqualTo(FedBy.NOTHING);
  }

  @Test
  void aQuotaIsSharedInProportionAndNeverBelowOne() {
    TenantQuota quota = new TenantQuota(1_000);
    assertThat(quota.share(cap(500), 1_000)).isEqualTo(cap(500));
    assertThat(quota.share(cap(10_000), 30_000)).isEqualTo(cap(333));
    assertThat(quota.share(cap(50), 10_000_000)).isEqualTo(cap(1));
    assertThat(new TenantQuota(Integer.MAX_VALUE).share(cap(10_000_000), 30_000_000_000L))
        .isEqualTo(cap(715_827));
    assertThat(TenantQuota.NONE.share(cap(10_000_000), Long.MAX_VALUE)).isEqualTo(cap(10_000_000));
    assertThat(quota.fits(1_000)).isTrue();
    assertThat(quota.fits(1_001)).isFalse();
    assertThat(TenantQuota.NONE.fits(Long.MAX_VALUE)).isTrue();
    assertThatThrownBy(() -> new TenantQuota(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertMembers(List<Candidate> candidates, String... names) {
    assertThat(PoolPolicy.members(candidates, List.of()))
        .extracting(VmtaName::value)
        .containsExactly(names);
  }

  private static Candidate active(String name, int cap) {
    return new Candidate(vmta(name), IpState.ACTIVE, false, cap(cap));
  }

  private static Candidate warming(String name, int cap) {
    return new Candidate(vmta(name), IpState.WARMING, false, cap(cap));
  }

  private static Candidate resting(String name) {
    return new Candidate(vmta(name), IpState.RESTING, false, cap(10_000));
  }

  private static Candidate stopped(String name) {
    return new Candidate(vmta(name), IpState.ACTIVE, true, cap(10_000));
  }

  private static Candidate unmanaged(String name, @Nullable Integer cap) {
    return new Candidate(vmta(name), null, false, cap == null ? null : cap(cap));
  }

  private static VmtaName vmta(String name) {
    return new VmtaName(name);
  }

  private static DailyCap cap(int messages) {
    return new DailyCap(messages);
  }
}
