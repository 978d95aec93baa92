package io.emailengine.activities.pmta.config.plan;

import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.DailyCap;
import java.util.Optional;

/** A virtual MTA that was not there before; an empty cap means no daily limit. */
public record AddedVmta(String vmta, Optional<DailyCap> cap) {
  public AddedVmta {
    requireNonNull(vmta, "vmta is null");
    requireNonNull(cap, "cap is null");
  }

  @Override
  public String toString() {
    return vmta + " " + CapChange.words(cap);
  }
}
