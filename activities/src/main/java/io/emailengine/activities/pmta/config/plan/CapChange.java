package io.emailengine.activities.pmta.config.plan;

import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.DailyCap;
import java.util.Optional;

/** A virtual MTA whose daily cap changes; an empty cap means no daily limit. */
public record CapChange(String vmta, Optional<DailyCap> from, Optional<DailyCap> to) {
  /** The cap of a stopped virtual MTA. */
  public static final DailyCap STOPPED = new DailyCap(1);

  public CapChange {
    requireNonNull(vmta, "vmta is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
  }

  /** True if more may be sent than before. */
  public boolean isRise() {
    return from.isPresent() && (to.isEmpty() || to.get().compareTo(from.get()) > 0);
  }

  /** True if the new cap is that of a stopped virtual MTA. */
  public boolean isStop() {
    return to.isPresent() && to.get().equals(STOPPED);
  }

  @Override
  public String toString() {
    return vmta + " " + words(from) + " -> " + (isStop() ? "stopped" : words(to));
  }

  static String words(Optional<DailyCap> cap) {
    return cap.map(DailyCap::toString).orElse("no daily cap");
  }
}
