package io.emailengine.activities.pmta.host;

import java.util.List;

/** The tested swaps of {@link PmtaHost}. */
interface Swaps {
  SwapOutcome swap(TestedSwap swap);

  SwapRecovery recover();

  SwapOutcome restore(String sha256, String kept, String target);

  SwapOutcome swapAll(String journal, List<TestedSwap> swaps);

  SwapRecovery recoverAll(String journal);
}
