package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Faults;
import java.util.function.Consumer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.server.SftpErrorStatusDataHandler;
import org.apache.sshd.sftp.server.SftpSubsystemEnvironment;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Makes an SFTP subsystem for each channel that asks for one. */
final class HostSftpFactory extends SftpSubsystemFactory {
  private final Faults faults;

  HostSftpFactory(Faults faults, Consumer<String> swapped) {
    this.faults = faults;
    setFileSystemAccessor(new HostDisk(faults, swapped));
    setErrorStatusDataHandler(new SaysWhy());
  }

  @Override
  public Command createSubsystem(ChannelSession channel) {
    return new HostSftp(channel, this, faults);
  }

  /** A failure of the disk is named as the disk names it, where the protocol has no word for it. */
  private static final class SaysWhy implements SftpErrorStatusDataHandler {
    @Override
    public String resolveErrorMessage(
        SftpSubsystemEnvironment sftp,
        int id,
        Throwable e,
        int subStatus,
        int cmd,
        Object... args) {
      return FaultyChannel.NO_SPACE.equals(e.getMessage())
          ? FaultyChannel.NO_SPACE
          : SftpErrorStatusDataHandler.DEFAULT.resolveErrorMessage(
              sftp, id, e, subStatus, cmd, args);
    }
  }
}
