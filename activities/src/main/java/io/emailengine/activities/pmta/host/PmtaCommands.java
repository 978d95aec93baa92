package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The commands of {@code pmta} that are ever run, with their output as it came. */
interface PmtaCommands {
  ExecResult test();

  ExecResult reload();

  ExecResult settings(String queue);

  ExecResult vmtas();

  ExecResult status();

  ExecResult version();

  /**
   * @param verb {@code pause} or {@code resume}
   */
  ExecResult queue(String verb, String vmta);

  /** Runs the program itself, as the login. */
  record Direct(HelperCalls host, String pmta, CommandBounds bounds) implements PmtaCommands {
    private static final String ALL = "--maxitems=1000000"; // the default is 20

    @Override
    public ExecResult test() {
      return run(bounds.whole(), "test", "config");
    }

    @Override
    public ExecResult reload() {
      return run(bounds.whole(), "reload");
    }

    @Override
    public ExecResult settings(String queue) {
      return run(bounds.quick(), "show", "settings", queue);
    }

    @Override
    public ExecResult vmtas() {
      return run(bounds.quick(), "show", "vmtas", ALL);
    }

    @Override
    public ExecResult status() {
      return run(bounds.quick(), "--dom", "show", "status");
    }

    @Override
    public ExecResult version() {
      return run(bounds.quick(), "show", "version");
    }

    @Override
    public ExecResult queue(String verb, String vmta) {
      return run(bounds.quick(), verb, "queue", "*/" + vmta);
    }

    private ExecResult run(Duration bound, String... words) {
      List<String> command = new ArrayList<>(List.of(words));
      command.add(0, pmta);
      return host.exec(command, bound);
    }
  }

  /** Has the helper run the program, as root. */
  record ByHelper(HelperCalls helper, CommandBounds bounds) implements PmtaCommands {
    @Override
    public ExecResult test() {
      return helper.pmta(bounds.whole(), "test");
    }

    @Override
    public ExecResult reload() {
      return helper.pmta(bounds.whole(), "reload");
    }

    @Override
    public ExecResult settings(String queue) {
      return helper.pmta(bounds.quick(), "show", "settings", queue);
    }

    @Override
    public ExecResult vmtas() {
      return helper.pmta(bounds.quick(), "show", "vmtas");
    }

    @Override
    public ExecResult status() {
      return helper.pmta(bounds.quick(), "show", "status");
    }

    @Override
    public ExecResult version() {
      return helper.pmta(bounds.quick(), "show", "version");
    }

    @Override
    public ExecResult queue(String verb, String vmta) {
      return helper.pmta(bounds.quick(), verb, vmta);
    }
  }
}
