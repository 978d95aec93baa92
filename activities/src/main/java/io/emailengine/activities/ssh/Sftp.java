package io.emailengine.activities.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;
import net.schmizz.sshj.sftp.SFTPEngine;

/** The library's SFTP session, with what it does not tell and can't do. */
final class Sftp extends SFTPEngine {
  private static final String COPY_DATA = "copy-data";

  Sftp(SessionFactory client) throws SSHException {
    super(client);
  }

  @Override
  public Sftp init() throws IOException {
    super.init();
    return this;
  }

  /** Whether the host copies from file to file by itself: OpenSSH 9.0 and later. */
  boolean copiesData() {
    return serverExtensions.containsKey(COPY_DATA);
  }

  /** Copies bytes from one open file of the host to the same host's other one. */
  void copyData(SyncedFile from, long offset, int length, SyncedFile to, long at)
      throws IOException {
    request(
            newExtendedRequest(COPY_DATA)
                .putString(from.handle())
                .putUInt64(offset)
                .putUInt64(length)
                .putString(to.handle())
                .putUInt64(at))
        .retrieve(getTimeoutMs(), java.util.concurrent.TimeUnit.MILLISECONDS)
        .ensureStatusPacketIsOK();
  }
}
