package io.emailengine.standalone;

import io.emailengine.store.settings.SettingsException;
import java.io.PrintStream;

/** Entry point of the one-command product. */
public final class EmailEngine {
  private EmailEngine() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    int status = run(Command.parse(args), System.out, System.err);
    System.out.flush();
    System.err.flush();
    // Everything that needs an end has had it, in order; hooks of libraries would only come late.
    Runtime.getRuntime().halt(status);
  }

  private static int run(Command command, PrintStream out, PrintStream err) {
    if (command instanceof Command.Up up) {
      return up(up.sandbox(), out, err);
    }
    if (command instanceof Command.ShowVersion) {
      out.println(Version.current());
      return ExitStatus.OK;
    }
    if (command instanceof Command.Help) {
      out.print(Command.USAGE);
      return ExitStatus.OK;
    }
    if (command instanceof Command.Doctor doctor) {
      return doctor(doctor.sandbox(), out, err);
    }
    if (command instanceof Command.PrintSetup setup) {
      return printSetup(setup.server(), out, err);
    }
    if (command instanceof Command.Unknown unknown) {
      err.println("email-engine: " + unknown.problem());
    }
    err.print(Command.USAGE);
    return ExitStatus.USAGE;
  }

  private static int doctor(boolean sandbox, PrintStream out, PrintStream err) {
    Logging.silence();
    try {
      return new Doctor(sandbox, out).run(System.getenv()) ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (SettingsException e) {
      e.problems().forEach(problem -> err.println("email-engine: " + problem));
      return ExitStatus.USAGE;
    }
  }

  private static int printSetup(String server, PrintStream out, PrintStream err) {
    Logging.silence();
    try {
      out.print(Doctor.setup(System.getenv(), server));
      return ExitStatus.OK;
    } catch (SettingsException e) {
      e.problems().forEach(problem -> err.println("email-engine: " + problem));
      return ExitStatus.USAGE;
    } catch (StartupException e) {
      err.println("email-engine: " + e.getMessage());
      return e.exitStatus();
    }
  }

  private static int up(boolean sandbox, PrintStream out, PrintStream err) {
    StopSignal stop = new StopSignal();
    stop.listen();
    try (Engine engine = new Engine(sandbox, out, stop)) {
      engine.start(System.getenv());
      stop.await();
      out.println("Stopping ...");
    } catch (SettingsException e) {
      e.problems().forEach(problem -> err.println("email-engine: " + problem));
      return ExitStatus.USAGE;
    } catch (StartupException e) {
      err.println("email-engine: " + e.getMessage());
      return e.exitStatus();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
    out.println("Stopped.");
    return ExitStatus.OK;
  }
}
