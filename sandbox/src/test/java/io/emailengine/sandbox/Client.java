package io.emailengine.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.IOUtils;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.transport.verification.PromiscuousVerifier;

/** A real SSH client of the host. */
final class Client implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final SSHClient ssh;

  private Client(SSHClient ssh) {
    this.ssh = ssh;
  }

  static Client connect(SandboxHost host, ClientKey key) throws IOException {
    SSHClient ssh = new SSHClient(new DefaultConfig());
    ssh.addHostKeyVerifier(new PromiscuousVerifier());
    ssh.setConnectTimeout(TIMEOUT_MILLIS);
    ssh.setTimeout(TIMEOUT_MILLIS);
    ssh.connect("127.0.0.1", host.port());
    try {
      ssh.getConnection().setTimeoutMs(TIMEOUT_MILLIS);
      ssh.authPublickey(host.user(), ssh.loadKeys(key.privateKey(), key.publicLine(), null));
      return new Client(ssh);
    } catch (IOException e) {
      ssh.close();
      throw e;
    }
  }

  Result exec(String command) throws IOException {
    try (Session session = ssh.startSession()) {
      Session.Command running = session.exec(command);
      String out = IOUtils.readFully(running.getInputStream()).toString(StandardCharsets.UTF_8);
      String err = IOUtils.readFully(running.getErrorStream()).toString(StandardCharsets.UTF_8);
      running.join(20, TimeUnit.SECONDS);
      Integer code = running.getExitStatus();
      if (code == null) {
        throw new IOException("connection lost before the answer");
      }
      return new Result(code, out, err);
    }
  }

  /** Uploads beside the target, syncs, and renames into place. */
  void swap(String path, String text) throws IOException {
    String temporary = path + ".new";
    try (SFTPClient sftp = ssh.newSFTPClient()) {
      write(sftp, temporary, text);
      sftp.getSFTPEngine()
          .rename(temporary, path, EnumSet.of(RenameFlags.ATOMIC, RenameFlags.OVERWRITE));
    }
  }

  void write(String path, String text) throws IOException {
    try (SFTPClient sftp = ssh.newSFTPClient()) {
      write(sftp, path, text);
    }
  }

  private static void write(SFTPClient sftp, String path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (RemoteFile file =
        sftp.open(path, EnumSet.of(OpenMode.CREAT, OpenMode.WRITE, OpenMode.TRUNC))) {
      file.write(0, bytes, 0, bytes.length);
      var engine = sftp.getSFTPEngine();
      engine
          .request(engine.newExtendedRequest("fsync@openssh.com").putBytes(handleOf(file)))
          .retrieve()
          .ensureStatusPacketIsOK();
    }
  }

  private static byte[] handleOf(RemoteFile file) {
    try {
      var field = net.schmizz.sshj.sftp.RemoteResource.class.getDeclaredField("handle");
      field.setAccessible(true);
      return (byte[]) field.get(file);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  SFTPClient sftp() throws IOException {
    return ssh.newSFTPClient();
  }

  @Override
  public void close() throws IOException {
    ssh.close();
  }

  record Result(int code, String out, String err) {
    String all() {
      return out + err;
    }
  }
}
