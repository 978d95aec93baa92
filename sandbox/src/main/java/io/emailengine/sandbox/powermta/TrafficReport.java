package io.emailengine.sandbox.powermta;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the mail so far, up to the last full ninety-sixth of a day.
 *
 * @param sentByDay attempted recipients by day number and virtual MTA
 * @param waiting queued recipients by virtual MTA
 * @param bouncedWithoutVirtualMta recipients bounced with 5.3.5 because their virtual MTA was gone
 * @param bouncedByAge recipients bounced because they waited longer than {@code bounce-after}
 */
public record TrafficReport(
    SortedMap<Long, Map<String, Long>> sentByDay,
    Map<String, Long> waiting,
    long bouncedWithoutVirtualMta,
    long bouncedByAge) {
  public TrafficReport {
    SortedMap<Long, Map<String, Long>> days = new TreeMap<>();
    sentByDay.forEach((day, sent) -> days.put(day, Map.copyOf(sent)));
    sentByDay = Collections.unmodifiableSortedMap(days);
    waiting = Map.copyOf(waiting);
  }

  /** What a virtual MTA sent on a day. */
  public long sent(String vmta, long day) {
    return sentByDay.getOrDefault(day, Map.of()).getOrDefault(vmta, 0L);
  }

  /** What waits on a virtual MTA. */
  public long waiting(String vmta) {
    return waiting.getOrDefault(vmta, 0L);
  }
}
