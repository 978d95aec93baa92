package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.host.HostShell;
import io.emailengine.sandbox.host.ShellResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command over SSH, in a thread of its own. */
final class ShellCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

  private final String line;
  private final HostShell shell;
  private final Faults faults;
  private final Deadline deadline = Deadline.longest();
  private @Nullable OutputStream out;
  private @Nullable OutputStream err;
  private @Nullable ExitCallback exit;

  ShellCommand(String line, HostShell shell, Faults faults) {
    this.line = line;
    this.shell = shell;
    this.faults = faults;
  }

  @Override
  public void setInputStream(InputStream in) {}

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Thread thread = new Thread(() -> run(channel), "sandbox-command");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(ChannelSession channel) {
    Faults.Fate fate = faults.nextOperation();
    if (fate == Faults.Fate.NOT_DONE) {
      channel.getSession().close(true);
      return;
    }
    try {
      ShellResult result = shell.run(line, deadline);
      if (fate == Faults.Fate.ANSWER_LOST) {
        channel.getSession().close(true);
        return;
      }
      faults.transfer(result.out().length + result.err().length, deadline);
      write(Objects.requireNonNull(out, "no output stream"), result.out());
      write(Objects.requireNonNull(err, "no error stream"), result.err());
      Objects.requireNonNull(exit, "no exit callback").onExit(result.exitCode());
    } catch (IOException e) {
      // Whoever asked has gone; there is nobody to tell.
      LOG.debug("answer not delivered", e);
    } catch (RuntimeException e) {
      LOG.warn("command of the sandbox broke", e);
      Objects.requireNonNull(exit, "no exit callback").onExit(255, "internal error");
    }
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
  }

  @Override
  public void destroy(ChannelSession channel) {
    deadline.cancel();
  }
}
