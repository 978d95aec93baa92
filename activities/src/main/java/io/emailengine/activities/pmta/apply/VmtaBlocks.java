package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.render.RenderVmta;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The virtual MTAs of the engine's file: the plan's, or under a pin the old version's. Pure. */
final class VmtaBlocks {
  private final ServerIntent intent;
  private final IpCaps caps;
  private final DkimDonors donors;
  private final Map<String, SendingIpRow> byVmta;

  VmtaBlocks(ServerIntent intent, IpCaps caps) {
    this.intent = intent;
    this.caps = caps;
    this.donors = new DkimDonors(intent);
    this.byVmta = intent.ipsByVmta();
  }

  List<RenderVmta> render() {
    return intent.pinned() == null ? planned() : pinned(intent.pinned());
  }

  /** The old version's, without those that belong to nobody any more. */
  private List<RenderVmta> pinned(Pinned pinned) {
    Set<String> carried = new HashSet<>();
    intent.blocks().forEach(block -> carried.add(block.name()));
    List<RenderVmta> vmtas = new ArrayList<>();
    for (ServerIntent.CarriedBlock block : pinned.blocks()) {
      if (!block.isPool() && (byVmta.containsKey(block.name()) || carried.contains(block.name()))) {
        vmtas.add(carried(block));
      }
    }
    return vmtas;
  }

  private List<RenderVmta> planned() {
    List<RenderVmta> vmtas = new ArrayList<>();
    Set<String> carried = new HashSet<>();
    for (ServerIntent.CarriedBlock block : intent.blocks()) {
      if (!block.isPool()) {
        vmtas.add(carried(block));
        carried.add(block.name());
      }
    }
    for (SendingIpRow ip : intent.ips()) {
      if (!ip.adopted() && !carried.contains(ip.vmta())) {
        vmtas.add(made(ip));
      }
    }
    return vmtas;
  }

  /** The operator's block; under a cap if an IP of the engine's care is in it. */
  private RenderVmta carried(ServerIntent.CarriedBlock block) {
    Optional<DailyCap> cap =
        Optional.ofNullable(byVmta.get(block.name())).map(ip -> caps.of(ip).cap());
    return new RenderVmta.CarriedVmta(
        block.position(), new VmtaName(block.name()), block.text(), cap);
  }

  private RenderVmta made(SendingIpRow ip) {
    DkimDonors.Dkim dkim = donors.dkimFor(ip);
    return new RenderVmta.EngineVmta(
        new VmtaName(ip.vmta()),
        new IpAddress(ip.address()),
        new HostName(ip.hostname()),
        caps.of(ip).cap(),
        dkim.keys(),
        dkim.sign());
  }
}
