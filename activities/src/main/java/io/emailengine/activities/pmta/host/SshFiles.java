package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.RemoteFile;
import io.emailengine.activities.ssh.RemoteStat;
import io.emailengine.activities.ssh.SshConnection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The verbs on files, over SFTP. */
final class SshFiles {
  private final SshConnection ssh;
  private final boolean root;

  /**
   * @param root whether files can be given to any owner
   */
  SshFiles(SshConnection ssh, boolean root) {
    this.ssh = ssh;
    this.root = root;
  }

  Optional<HostFile> read(String path) {
    HostPaths.requireAbsolute("path", path);
    return HostErrors.translating(() -> ssh.read(path, PmtaHost.MAX_FILE_BYTES))
        .map(SshFiles::hostFile);
  }

  private static HostFile hostFile(RemoteFile file) {
    return new HostFile(file.bytes(), file.mode(), file.uid(), file.gid(), file.mtime());
  }

  void ensureFolder(String path) {
    HostPaths.requireAbsolute("path", path);
    HostErrors.translating(() -> ssh.makeFolder(path));
  }

  void stage(String path, byte[] bytes, int mode) {
    HostPaths.requireAbsolute("path", path);
    HostErrors.running(
        () -> {
          ssh.delete(path);
          ssh.writeNew(path, bytes, mode);
        });
  }

  void stageLike(String path, byte[] bytes, HostFile original) {
    stage(path, bytes, original.mode());
    ownLike(path, original);
  }

  /** Whether it was worth it; the caller checks the bytes. */
  boolean stageChange(String path, byte[] bytes, int mode, String basePath, byte[] base) {
    HostPaths.requireAbsolute("path", path);
    return HostErrors.translating(
        () -> {
          ssh.delete(path);
          return ssh.writeChanged(path, bytes, mode, basePath, base);
        });
  }

  void ownLike(String path, HostFile original) {
    HostErrors.running(
        () -> {
          Optional<RemoteStat> made = ssh.stat(path);
          int uid = root ? original.uid() : made.map(RemoteStat::uid).orElse(original.uid());
          boolean same =
              made.isPresent() && made.get().uid() == uid && made.get().gid() == original.gid();
          if (!same) {
            // Only when needed: an ordinary user may not, even where it would change nothing. Nor
            // can it give a file away; what PowerMTA reads by is the group.
            ssh.setOwner(path, uid, original.gid());
          }
        });
  }

  void swap(String staged, String target) {
    HostPaths.requireAbsolute("stagedPath", staged);
    HostPaths.requireAbsolute("targetPath", target);
    requireNoLink(target);
    rename(staged, target);
  }

  Set<String> links(Collection<String> paths) {
    Set<String> links = new TreeSet<>();
    for (String path : paths) {
      if (isLink(path)) {
        links.add(path);
      }
    }
    return links;
  }

  private boolean isLink(String path) {
    return HostErrors.translating(() -> ssh.statLink(path)).map(RemoteStat::link).orElse(false);
  }

  void requireNoLink(String path) {
    if (isLink(path)) {
      throw new HostFileException(
          HostFileException.Kind.FAILED,
          path + " is a symbolic link; give the path of the file itself");
    }
  }

  void rename(String from, String to) {
    HostErrors.running(() -> ssh.rename(from, to));
  }

  void remove(String path) {
    HostPaths.requireAbsolute("path", path);
    HostErrors.translating(() -> ssh.delete(path));
  }

  /** Refuses first and removes afterwards, so that a folder with a folder in it stays whole. */
  void removeFolder(String path) {
    HostPaths.requireAbsolute("path", path);
    Optional<RemoteStat> present = HostErrors.translating(() -> ssh.statLink(path));
    if (present.isEmpty()) {
      return;
    }
    if (!present.get().folder()) {
      throw new HostFileException(HostFileException.Kind.FAILED, path + " is no folder");
    }
    List<String> names = HostErrors.translating(() -> ssh.list(path));
    for (String name : names) {
      String inside = path + "/" + name;
      if (HostErrors.translating(() -> ssh.statLink(inside))
          .map(RemoteStat::folder)
          .orElse(false)) {
        throw new HostFileException(
            HostFileException.Kind.FAILED,
            path + " holds the folder " + name + "; nothing removed");
      }
    }
    for (String name : names) {
      HostErrors.translating(() -> ssh.delete(path + "/" + name));
    }
    HostErrors.translating(() -> ssh.deleteFolder(path));
  }
}
