package io.emailengine.activities.pmta.config.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A pool that stays and whose text changes; usually its members do. */
public record PoolChange(String pool, List<String> joined, List<String> left) {
  public PoolChange {
    requireNonNull(pool, "pool is null");
    joined = List.copyOf(joined);
    left = List.copyOf(left);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(pool);
    joined.forEach(member -> text.append(" + ").append(member));
    left.forEach(member -> text.append(" - ").append(member));
    return text.toString();
  }
}
