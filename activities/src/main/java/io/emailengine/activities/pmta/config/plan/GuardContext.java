package io.emailengine.activities.pmta.config.plan;

import io.emailengine.workflows.model.DailyCap;
import java.util.Map;
import java.util.Set;

/**
 * What has been decided and may therefore happen.
 *
 * @param caps the highest cap that a decision allows, by name of the virtual MTA
 * @param uncapped virtual MTAs that may stand without a daily cap: unmanaged ones
 * @param mayDisappear virtual MTAs and pools that may leave the file
 */
public record GuardContext(
    Map<String, DailyCap> caps, Set<String> uncapped, Set<String> mayDisappear) {
  public GuardContext {
    caps = Map.copyOf(caps);
    uncapped = Set.copyOf(uncapped);
    mayDisappear = Set.copyOf(mayDisappear);
  }
}
