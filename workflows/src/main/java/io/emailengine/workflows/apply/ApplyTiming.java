package io.emailengine.workflows.apply;

import io.emailengine.workflows.apply.ServerEvaluation.Action;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a host may be touched, and for what. Changes are gathered (settle), planned reloads keep a
 * distance, stops get through, retries back off, and rises wait for the raise window.
 *
 * @param settle quiet time after the last change; twelve times that after the first one at most
 * @param minReloadInterval least distance of two planned reloads, and of two urgent ones
 * @param engineDay length of an engine day: the pace of looking at hosts follows a shorter one
 */
public record ApplyTiming(Duration settle, Duration minReloadInterval, Duration engineDay) {
  private static final int SETTLE_LIMIT = 12;
  private static final int BACKOFF_LIMIT = 24;

  /**
   * What the rows say of a server.
   *
   * @param adopted false: nothing is done until it is
   * @param answerable not held, or held for something that the next apply may settle (a person's
   *     answer to drift)
   * @param candidateInFlight an earlier apply did not come to its end
   * @param dirtySince first change that is not applied; null if there is none
   * @param dirtyLast last one
   * @param urgent a stop is among them
   * @param skipSettle a person waits
   * @param retryAt not before this, after a failure; null without one
   * @param observedAt when all of the host was last looked at; null: it never was, or should be now
   * @param queuesReadAt when its queues were last read; null: never
   * @param stops some are to be asserted: every five minutes, and the queues are read with them
   * @param troubled not ready, or the operator's files are other ones: all is looked at every five
   *     minutes instead of every hour
   */
  public record Snapshot(
      boolean adopted,
      boolean answerable,
      boolean candidateInFlight,
      @Nullable Instant dirtySince,
      @Nullable Instant dirtyLast,
      boolean urgent,
      boolean skipSettle,
      boolean risesDeferred,
      @Nullable Instant lastReloadAt,
      @Nullable Instant lastUrgentAt,
      @Nullable Instant retryAt,
      @Nullable Instant observedAt,
      @Nullable Instant queuesReadAt,
      boolean stops,
      boolean troubled) {}

  public ServerEvaluation next(Snapshot seen, DayCalendar calendar, Instant now) {
    Snapshot server = withoutTheFuture(seen, now);
    if (!server.adopted()) {
      return new ServerEvaluation(
          Action.OBSERVE, now.plus(Duration.ofDays(1)), "waits for adoption");
    }
    Instant whole = wholeLook(server, now);
    Instant look = earliest(whole, latest(queues(server), server.retryAt(), now));
    ServerEvaluation apply = nextApply(server, calendar, now);
    return apply != null && !apply.at().isAfter(look)
        ? apply
        : new ServerEvaluation(
            Action.OBSERVE, look, look.isBefore(whole) ? "reads the queues" : "looks at the host");
  }

  /** Whether a look at the host is to be a whole one; else it reads the queues. */
  public boolean looksAtAll(Snapshot seen, Instant now) {
    Snapshot server = withoutTheFuture(seen, now);
    return server.troubled() || !wholeLook(server, now).isAfter(now);
  }

  /** Whether the queues are to be read again, though what else there is to do failed. */
  public boolean readsQueues(Snapshot seen, Instant now) {
    Instant due = queues(withoutTheFuture(seen, now));
    return due == null || !due.isAfter(now);
  }

  /**
   * A clock that was set back leaves instants in the rows that are still to come. Those do not
   * count as waits, else a stop would wait as long as the clock was wrong; what workers' clocks may
   * differ by does.
   */
  private Snapshot withoutTheFuture(Snapshot seen, Instant now) {
    Instant skew = now.plus(longest(minReloadInterval, settle));
    Instant longestRetry = now.plus(settle.multipliedBy(BACKOFF_LIMIT)).plus(minReloadInterval);
    return new Snapshot(
        seen.adopted(),
        seen.answerable(),
        seen.candidateInFlight(),
        settledIfAfter(skew, seen.dirtySince(), now),
        settledIfAfter(skew, seen.dirtyLast(), now),
        seen.urgent(),
        seen.skipSettle(),
        seen.risesDeferred(),
        unlessAfter(skew, seen.lastReloadAt()),
        unlessAfter(skew, seen.lastUrgentAt()),
        unlessAfter(longestRetry, seen.retryAt()),
        unlessAfter(skew, seen.observedAt()),
        unlessAfter(skew, seen.queuesReadAt()),
        seen.stops(),
        seen.troubled());
  }

  private @Nullable Instant settledIfAfter(Instant limit, @Nullable Instant change, Instant now) {
    return change != null && change.isAfter(limit) ? now.minus(settle) : change;
  }

  private static @Nullable Instant unlessAfter(Instant limit, @Nullable Instant instant) {
    return instant == null || instant.isAfter(limit) ? null : instant;
  }

  private @Nullable ServerEvaluation nextApply(Snapshot server, DayCalendar calendar, Instant now) {
    if (server.urgent() && server.dirtyLast() != null) {
      Instant at = latest(after(server.lastUrgentAt(), minReloadInterval), server.retryAt(), now);
      return new ServerEvaluation(Action.APPLY, at, "applies a stop");
    }
    if (!server.answerable()) {
      return null;
    }
    if (server.candidateInFlight()) {
      return new ServerEvaluation(
          Action.APPLY, latest(server.retryAt(), null, now), "settles an interrupted apply");
    }
    Instant paced = latest(after(server.lastReloadAt(), minReloadInterval), server.retryAt(), now);
    if (server.dirtySince() != null && server.dirtyLast() != null) {
      Instant settled =
          server.skipSettle()
              ? now
              : earliest(
                  server.dirtyLast().plus(settle),
                  server.dirtySince().plus(settle.multipliedBy(SETTLE_LIMIT)));
      return new ServerEvaluation(Action.APPLY, latest(settled, paced, now), "gathers changes");
    }
    if (server.risesDeferred()) {
      // An apply that had to hold a rise back changes nothing: not again before the host was left
      // alone for a while.
      Instant rested = after(server.observedAt(), minReloadInterval);
      return new ServerEvaluation(
          Action.APPLY,
          latest(rested, paced, calendar.raiseWindowFrom(now)),
          "waits for the raise window");
    }
    return null;
  }

  private Instant wholeLook(Snapshot server, Instant now) {
    Duration pace = pace(Duration.ofMinutes(server.troubled() ? 5 : 60));
    return latest(after(server.observedAt(), pace), server.retryAt(), now);
  }

  /** A whole look reads them too. */
  private @Nullable Instant queues(Snapshot server) {
    Instant observed = server.observedAt();
    Instant read = server.queuesReadAt();
    Instant last = observed == null ? read : latest(read, null, observed);
    return after(last, pace(Duration.ofMinutes(server.stops() ? 5 : 10)));
  }

  /** Shorter where days are, but no busier than once a second. */
  private Duration pace(Duration usual) {
    Duration scaled = engineDay.dividedBy(Duration.ofDays(1).dividedBy(usual));
    return scaled.compareTo(usual) < 0 ? longest(scaled, Duration.ofSeconds(1)) : usual;
  }

  /**
   * When to try again after this many failures in a row: doubling from settle to 24 times settle (5
   * s to 2 min by default).
   */
  public Instant retryAt(int failures, Instant now) {
    long factor = Math.min(BACKOFF_LIMIT, 1L << Math.min(Math.max(failures - 1, 0), 10));
    return now.plus(settle.multipliedBy(factor));
  }

  private static @Nullable Instant after(@Nullable Instant instant, Duration distance) {
    return instant == null ? null : instant.plus(distance);
  }

  private static Duration longest(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Instant earliest(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant latest(@Nullable Instant a, @Nullable Instant b, Instant c) {
    Instant latest = c;
    if (a != null && a.isAfter(latest)) {
      latest = a;
    }
    return b != null && b.isAfter(latest) ? b : latest;
  }
}
