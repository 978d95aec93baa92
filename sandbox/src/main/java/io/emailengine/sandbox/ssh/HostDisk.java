package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.security.Principal;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** The disk behind SFTP: renames are atomic, writes can run out of room, all files are root's. */
final class HostDisk implements SftpFileSystemAccessor {
  private static final Set<OpenOption> WRITING =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING);

  private final Faults faults;
  private final Consumer<String> swapped;

  HostDisk(Faults faults, Consumer<String> swapped) {
    this.faults = faults;
    this.swapped = swapped;
  }

  @Override
  public SeekableByteChannel openFile(
      SftpSubsystemProxy subsystem,
      FileHandle fileHandle,
      Path file,
      String handle,
      Set<? extends OpenOption> options,
      FileAttribute<?>... attributes)
      throws IOException {
    if (options.stream().anyMatch(WRITING::contains)) {
      refuseIfReadOnly(file);
    }
    SeekableByteChannel real =
        SftpFileSystemAccessor.super.openFile(
            subsystem, fileHandle, file, handle, options, attributes);
    Deadline deadline = subsystem instanceof HostSftp sftp ? sftp.deadline() : Deadline.longest();
    return new FaultyChannel(real, faults, deadline);
  }

  @Override
  public void syncFileData(
      SftpSubsystemProxy subsystem,
      FileHandle fileHandle,
      Path file,
      String handle,
      Channel channel)
      throws IOException {
    Channel real = channel instanceof FaultyChannel faulty ? faulty.real() : channel;
    if (real instanceof FileChannel fileChannel) {
      fileChannel.force(true);
    }
  }

  @Override
  public void renameFile(
      SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
      throws IOException {
    refuseIfReadOnly(from);
    refuseIfReadOnly(to);
    if (options != null && options.contains(StandardCopyOption.REPLACE_EXISTING)) {
      // Java's replacing move unlinks the target first; rename(2) leaves no moment without a file.
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.move(from, to);
    }
    swapped.accept(to.toAbsolutePath().normalize().toString());
  }

  @Override
  public void createDirectory(SftpSubsystemProxy subsystem, Path path) throws IOException {
    refuseIfReadOnly(path);
    SftpFileSystemAccessor.super.createDirectory(subsystem, path);
  }

  @Override
  public void removeFile(SftpSubsystemProxy subsystem, Path path, boolean isDirectory)
      throws IOException {
    refuseIfReadOnly(path);
    SftpFileSystemAccessor.super.removeFile(subsystem, path, isDirectory);
  }

  private void refuseIfReadOnly(Path path) throws IOException {
    if (!faults.mayChange(path.toAbsolutePath().normalize().toString())) {
      throw new AccessDeniedException(path.toString());
    }
  }

  @Override
  public void setFileOwner(
      SftpSubsystemProxy subsystem, Path file, Principal value, LinkOption... options) {}

  @Override
  public void setGroupOwner(
      SftpSubsystemProxy subsystem, Path file, Principal value, LinkOption... options) {}

  @Override
  public NavigableMap<String, Object> resolveReportedFileAttributes(
      SftpSubsystemProxy subsystem,
      Path file,
      int flags,
      NavigableMap<String, Object> attributes,
      LinkOption... options) {
    attributes.put("uid", 0);
    attributes.put("gid", 0);
    attributes.remove("owner");
    attributes.remove("group");
    return attributes;
  }
}
