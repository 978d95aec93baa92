package io.emailengine.activities.ssh;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import net.schmizz.sshj.transport.TransportException;

/** An open file that can be synced to disk, which the library's own cannot. */
final class SyncedFile extends RemoteFile {
  private SyncedFile(SFTPEngine engine, String path, byte[] handle) {
    super(engine, path, handle);
  }

  static SyncedFile open(SFTPEngine engine, String path, Set<OpenMode> flags, int mode)
      throws IOException {
    FileAttributes attributes =
        flags.contains(OpenMode.CREAT)
            ? new FileAttributes.Builder().withPermissions(mode).build()
            : FileAttributes.EMPTY;
    Request request = engine.newRequest(PacketType.OPEN);
    request.putString(path, engine.getSubsystem().getRemoteCharset());
    request.putUInt32(OpenMode.toMask(flags)).putFileAttributes(attributes);
    Response answer =
        engine.request(request).retrieve(engine.getTimeoutMs(), TimeUnit.MILLISECONDS);
    return new SyncedFile(engine, path, answer.ensurePacketTypeIs(PacketType.HANDLE).readBytes());
  }

  byte[] handle() {
    return handle.clone();
  }

  /** Returns when the bytes are on disk; does nothing where the host has no such request. */
  void sync() throws IOException {
    if (requester.supportsServerExtension("fsync", "openssh.com")) {
      requester
          .request(requester.newExtendedRequest("fsync@openssh.com").putString(handle))
          .retrieve(requester.getTimeoutMs(), TimeUnit.MILLISECONDS)
          .ensureStatusPacketIsOK();
    }
  }

  /**
   * Closes; on a broken connection the library throws the very exception that broke it, once more,
   * which Java refuses as suppressed by itself.
   */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } catch (SFTPException e) {
      throw e;
    } catch (IOException e) {
      throw new TransportException(e);
    }
  }
}
