package io.emailengine.activities.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/** One command from its start to its end, or to the end of our patience. */
final class RunningCommand {
  /** On top of the host's own bound, for its answer to travel. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final int TIMED_OUT = 124; // exit code of coreutils' timeout
  private static final int KILLED = 137; // the same after it had to kill

  private final LiveConnection live;
  private final Duration timeout;
  private final BoundedOutput out;
  private final BoundedOutput err;
  private final long started = System.nanoTime();

  RunningCommand(LiveConnection live, Duration timeout, int maxOutputBytes) {
    this.live = live;
    this.timeout = timeout;
    this.out = new BoundedOutput(maxOutputBytes);
    this.err = new BoundedOutput(maxOutputBytes);
  }

  /** Runs the line in the session, which must be fresh. Never throws for what the host does. */
  ExecResult run(Session session, String line) {
    Duration patience = timeout.plus(ShellWords.KILL_AFTER).plus(GRACE);
    Session.@Nullable Command command = null;
    boolean late = false;
    // Twice the grace: the bound is for writes that hang, our own waiting ends before.
    try (Watchdog.Bound bound = live.bound(patience.plus(GRACE))) {
      command = session.exec(line);
      Session.Command running = command;
      Future<?> outDrain = live.drains().submit(() -> out.drain(running.getInputStream()));
      Future<?> errDrain = live.drains().submit(() -> err.drain(running.getErrorStream()));
      command.getOutputStream().close();
      long end = started + patience.toNanos();
      outDrain.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      errDrain.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      command.join(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (live.alive()) {
        session.close();
      }
    } catch (TimeoutException e) {
      late = true;
    } catch (IOException e) {
      // The end was not seen; the result says so. A command that had ended keeps its exit code.
      late = Causes.has(e, TimeoutException.class);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      late = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return result(command, late);
  }

  private ExecResult result(Session.@Nullable Command command, boolean late) {
    Integer exit = command == null ? null : command.getExitStatus();
    Optional<String> signal =
        command == null
            ? Optional.empty()
            : Optional.ofNullable(command.getExitSignal()).map(Enum::name);
    boolean endless = exit == null && signal.isEmpty();
    boolean timedOut = (late && endless) || stopped(exit, signal);
    if (timedOut || endless) {
      // A connection is not used again after it left us waiting.
      live.retire();
    }
    return new ExecResult(
        exit == null ? OptionalInt.empty() : OptionalInt.of(exit),
        signal,
        out.text(),
        err.text(),
        out.truncated() || err.truncated(),
        timedOut);
  }

  /** Whether the host's own bound ended the command, rather than the command itself. */
  private boolean stopped(@Nullable Integer exit, Optional<String> signal) {
    boolean longEnough = System.nanoTime() - started >= timeout.toNanos() * 9 / 10;
    boolean looksStopped =
        (exit != null && (exit == TIMED_OUT || exit == KILLED))
            || signal.equals(Optional.of("KILL"));
    return longEnough && looksStopped;
  }
}
