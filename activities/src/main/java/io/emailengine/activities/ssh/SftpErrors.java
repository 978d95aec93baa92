package io.emailengine.activities.ssh;

import io.emailengine.activities.ssh.SshFileException.Kind;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/** Tells what the host answered apart from the host not answering. */
final class SftpErrors {
  private static final long READ_ONLY = 1; // SSH_FXE_STATVFS_ST_RDONLY

  private final LiveConnection live;

  SftpErrors(LiveConnection live) {
    this.live = live;
  }

  static boolean is(SshException e, Kind kind) {
    return e instanceof SshFileException file && file.kind() == kind;
  }

  SshException translated(String verb, String path, IOException e) {
    StatusCode status = e instanceof SFTPException sftp ? sftp.getStatusCode() : StatusCode.UNKNOWN;
    String what = "cannot " + verb + " " + path + " on " + live.place() + ": " + Causes.text(e);
    switch (status) {
      case NO_SUCH_FILE:
      case NO_SUCH_PATH:
        return new SshFileException(Kind.NOT_FOUND, what, e);
      case PERMISSION_DENIED:
      case WRITE_PROTECT:
        return new SshFileException(Kind.PERMISSION, what, e);
      case FILE_ALREADY_EXISTS:
        return new SshFileException(Kind.EXISTS, what, e);
      case NO_SPACE_ON_FILESYSTEM:
      case QUOTA_EXCEEDED:
        return new SshFileException(Kind.NO_SPACE, what, e);
      case UNKNOWN:
      case NO_CONNECTION:
      case CONNECITON_LOST:
        // No status from the host: it is the connection, and nobody should use it again.
        live.retire();
        return new SshUnreachableException(what, e);
      default:
        return new SshFileException(saysFull(e) ? Kind.NO_SPACE : Kind.FAILED, what, e);
    }
  }

  private static boolean saysFull(IOException e) {
    String text = Causes.text(e).toLowerCase(Locale.ROOT);
    return text.contains("no space") || text.contains("disk full") || text.contains("quota");
  }

  /** SFTP 3 has no word for a full disk, so a vague failure is looked at more closely. */
  SshException whileWriting(SFTPEngine engine, String path, long wanted, IOException e) {
    SshException translated = translated("write", path, e);
    if (!is(translated, Kind.FAILED)) {
      return translated;
    }
    Disk disk = disk(engine, path);
    if (disk.readOnly()) {
      String what = "cannot write " + path + " on " + live.place() + ": read-only file system";
      return new SshFileException(Kind.PERMISSION, what, e);
    }
    if (disk.free() < wanted) {
      return new SshFileException(Kind.NO_SPACE, "no space for " + path + " on " + live.place(), e);
    }
    return translated;
  }

  /** What a file system has room for. */
  private record Disk(long free, boolean readOnly) {
    static final Disk UNKNOWN = new Disk(Long.MAX_VALUE, false);
  }

  private static Disk disk(SFTPEngine engine, String path) {
    if (!engine.supportsServerExtension("statvfs", "openssh.com")) {
      return Disk.UNKNOWN;
    }
    String folder = path.substring(0, Math.max(1, path.lastIndexOf('/')));
    try {
      Response answer =
          engine
              .request(engine.newExtendedRequest("statvfs@openssh.com").putString(folder))
              .retrieve(engine.getTimeoutMs(), TimeUnit.MILLISECONDS)
              .ensurePacketTypeIs(PacketType.EXTENDED_REPLY);
      answer.readUInt64(); // block size
      long unit = answer.readUInt64();
      answer.readUInt64(); // blocks in all
      answer.readUInt64(); // blocks free for root
      long blocks = answer.readUInt64();
      long inodesInAll = answer.readUInt64();
      long inodes = answer.readUInt64();
      answer.readUInt64(); // inodes free for us
      answer.readRawBytes(new byte[8]); // id, of any value
      boolean readOnly = (answer.readUInt64() & READ_ONLY) != 0;
      // Some file systems count no inodes at all.
      return new Disk(inodesInAll > 0 && inodes == 0 ? 0 : unit * blocks, readOnly);
    } catch (IOException e) {
      return Disk.UNKNOWN; // cannot tell: the first failure stays as it is
    }
  }
}
