package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemConfigurator;

/** SFTP that can break off at a chosen request. */
final class HostSftp extends SftpSubsystem {
  private final Faults faults;
  private final Deadline deadline = Deadline.unlimited();
  private volatile boolean dead;

  HostSftp(ChannelSession channel, SftpSubsystemConfigurator configurator, Faults faults) {
    super(channel, configurator);
    this.faults = faults;
  }

  /** Over when the channel is closed. */
  Deadline deadline() {
    return deadline;
  }

  @Override
  protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
    if (dead) {
      return;
    }
    Faults.Fate fate =
        type == SftpConstants.SSH_FXP_INIT ? Faults.Fate.NORMAL : faults.nextOperation();
    dead = fate != Faults.Fate.NORMAL;
    if (fate != Faults.Fate.NOT_DONE) {
      super.doProcess(buffer, length, type, id);
    }
    if (dead) {
      getServerSession().close(true);
    }
  }

  @Override
  protected void send(Buffer buffer) throws IOException {
    if (!dead) {
      super.send(buffer);
    }
  }

  @Override
  public void destroy(ChannelSession channel) {
    deadline.cancel();
    super.destroy(channel);
  }
}
