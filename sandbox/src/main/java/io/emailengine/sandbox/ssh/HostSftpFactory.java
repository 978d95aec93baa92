package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Faults;
import java.util.function.Consumer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Makes an SFTP subsystem for each channel that asks for one. */
final class HostSftpFactory extends SftpSubsystemFactory {
  private final Faults faults;

  HostSftpFactory(Faults faults, Consumer<String> swapped) {
    this.faults = faults;
    setFileSystemAccessor(new HostDisk(faults, swapped));
  }

  @Override
  public Command createSubsystem(ChannelSession channel) {
    return new HostSftp(channel, this, faults);
  }
}
