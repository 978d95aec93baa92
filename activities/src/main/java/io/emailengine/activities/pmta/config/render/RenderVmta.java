package io.emailengine.activities.pmta.config.render;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;
import java.util.Optional;

/** A virtual MTA as it has to stand in the engine's file. A stopped one has the cap 1. */
public sealed interface RenderVmta {
  VmtaName name();

  /**
   * A virtual MTA that the operator made. Without a cap its bytes are carried unchanged. With one,
   * {@code max-smtp-msg-rate} is set and nothing else: the value is replaced where the line stands,
   * or the line becomes the first of the block.
   *
   * @param position its place among the adopted ones, in the order of the operator's file
   */
  record CarriedVmta(int position, VmtaName name, BlockText original, Optional<DailyCap> cap)
      implements RenderVmta {
    public CarriedVmta {
      requireNonNull(cap, "cap is null");
      Checks.sameBlock(original, "virtual-mta", name.value());
    }
  }

  /** A virtual MTA that the engine made for one address. */
  record EngineVmta(
      VmtaName name,
      IpAddress address,
      HostName hostname,
      DailyCap cap,
      List<DomainKey> domainKeys,
      boolean dkimSign)
      implements RenderVmta {
    public EngineVmta {
      requireNonNull(name, "name is null");
      requireNonNull(address, "address is null");
      requireNonNull(hostname, "hostname is null");
      requireNonNull(cap, "cap is null");
      domainKeys = List.copyOf(domainKeys);
    }
  }
}
