package io.emailengine.worker;

import io.emailengine.worker.ReconcilerRows.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this process knows of workflows: when each was last seen running, and which are missing. */
final class Sightings {
  /** So many of the workflows that give no cause are asked for in each comparison. */
  private static final int SAMPLE = 20;

  private record Seen(long epoch, Instant at) {}

  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Instant> missing = new HashMap<>();
  private final Map<String, Instant> reminded = new HashMap<>();
  private final Map<String, Instant> alarmed = new HashMap<>();

  private static String key(Wanted row) {
    return row.kind() + "/" + row.name();
  }

  /** Forgets whatever no row asks for any more. */
  void keepOnly(List<Wanted> wanted) {
    Set<String> keys = wanted.stream().map(Sightings::key).collect(Collectors.toSet());
    for (Map<String, ?> known : List.of(seen, missing, reminded, alarmed)) {
      known.keySet().retainAll(keys);
    }
  }

  boolean isSeen(Wanted row) {
    Seen last = seen.get(key(row));
    return last != null && last.epoch() == row.epoch();
  }

  void running(Wanted row, Instant now) {
    seen.put(key(row), new Seen(row.epoch(), now));
    missing.remove(key(row));
  }

  /** Its epoch is one higher than the row's was. */
  void started(Wanted row, Instant now) {
    seen.put(key(row), new Seen(row.epoch() + 1, now));
    missing.remove(key(row));
  }

  void missing(Wanted row, Instant now) {
    seen.remove(key(row));
    missing.putIfAbsent(key(row), now);
  }

  void forget() {
    seen.clear();
  }

  /** The seen ones whose sighting is the oldest. */
  Set<Wanted> longestAgo(List<Wanted> wanted) {
    Set<Wanted> seenRows = new HashSet<>();
    wanted.stream().filter(this::isSeen).forEach(seenRows::add);
    return seenRows.stream()
        .sorted(Comparator.comparing(this::lastSeen))
        .limit(SAMPLE)
        .collect(Collectors.toSet());
  }

  private Instant lastSeen(Wanted row) {
    Seen last = seen.get(key(row));
    return last == null ? Instant.MIN : last.at();
  }

  boolean isFirstReminder(Wanted row) {
    return isNew(reminded, row);
  }

  boolean isFirstAlarm(Wanted row) {
    return isNew(alarmed, row);
  }

  private static boolean isNew(Map<String, Instant> told, Wanted row) {
    @Nullable Instant due = row.dueAt();
    return due != null && !due.equals(told.put(key(row), due));
  }

  long missingCount() {
    return missing.size();
  }

  Duration oldestMissing(Instant now) {
    return missing.values().stream()
        .min(Comparator.naturalOrder())
        .map(since -> Duration.between(since, now))
        .orElse(Duration.ZERO);
  }
}
