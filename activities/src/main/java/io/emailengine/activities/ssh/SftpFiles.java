package io.emailengine.activities.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.RenameFlags;

/** File operations over one SFTP session, with the library's errors told in our words. */
final class SftpFiles {
  private static final int UNCONFIRMED = 16;
  private static final int CHUNK = 30_000; // below the 32 KiB that every server takes
  private static final RemoteResourceFilter EVERYTHING = resource -> true;
  private static final int FOLDER_MODE = 0755;

  private final Sftp engine;
  private final SftpErrors errors;

  private SftpFiles(Sftp engine, SftpErrors errors) {
    this.engine = engine;
    this.errors = errors;
  }

  /** Something that is done with files. */
  interface Call<T> {
    T run(SftpFiles files) throws IOException;
  }

  static <T> T on(LiveConnection live, Duration time, Call<T> call) {
    SftpErrors errors = new SftpErrors(live);
    Sftp engine = live.files();
    try (Watchdog.Bound bound = live.bound(time)) {
      return call.run(new SftpFiles(engine, errors));
    } catch (IOException e) {
      throw errors.translated("reach", "its files", e);
    } catch (IllegalStateException e) { // what the library throws when it is not connected
      throw errors.translated("reach", "its files", new IOException(e));
    } finally {
      live.filesEnded();
    }
  }

  Optional<RemoteFile> read(String path, int maxBytes) {
    try (SyncedFile file = SyncedFile.open(engine, path, EnumSet.of(OpenMode.READ), 0)) {
      RemoteStat stat = stat(file.fetchAttributes());
      if (stat.folder()) {
        throw new SshFileException(SshFileException.Kind.FAILED, path + " is a folder");
      }
      ByteArrayOutputStream bytes =
          new ByteArrayOutputStream((int) Math.min(stat.size(), maxBytes));
      try (InputStream in = file.new ReadAheadRemoteFileInputStream(UNCONFIRMED)) {
        byte[] chunk = new byte[CHUNK];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          if (bytes.size() + n > maxBytes) {
            throw new SshFileException(
                SshFileException.Kind.FAILED, path + " is larger than " + maxBytes + " bytes");
          }
          bytes.write(chunk, 0, n);
        }
      }
      byte[] whole = bytes.toByteArray();
      return Optional.of(
          new RemoteFile(whole, stat.mode(), stat.uid(), stat.gid(), whole.length, stat.mtime()));
    } catch (IOException e) {
      return absentOr("read", path, e);
    }
  }

  Optional<RemoteStat> stat(String path, boolean followLinks) {
    try {
      return Optional.of(stat(followLinks ? engine.stat(path) : engine.lstat(path)));
    } catch (IOException e) {
      return absentOr("look at", path, e);
    }
  }

  private <T> Optional<T> absentOr(String verb, String path, IOException e) {
    SshException translated = errors.translated(verb, path, e);
    if (SftpErrors.is(translated, SshFileException.Kind.NOT_FOUND)) {
      return Optional.empty();
    }
    throw translated;
  }

  private static RemoteStat stat(FileAttributes attributes) {
    return new RemoteStat(
        attributes.getMode().getPermissionsMask(),
        attributes.getUID(),
        attributes.getGID(),
        attributes.getSize(),
        Instant.ofEpochSecond(attributes.getMtime()),
        attributes.getType() == FileMode.Type.DIRECTORY,
        attributes.getType() == FileMode.Type.SYMLINK);
  }

  boolean makeFolder(String path) {
    Optional<RemoteStat> present = stat(path, true);
    if (present.isEmpty()) {
      try {
        FileAttributes mode = new FileAttributes.Builder().withPermissions(FOLDER_MODE).build();
        engine.makeDir(path, mode);
        return true;
      } catch (IOException e) {
        present = stat(path, true); // somebody else may have been faster
        if (present.isEmpty()) {
          throw errors.translated("make the folder", path, e);
        }
      }
    }
    if (!present.get().folder()) {
      throw new SshFileException(SshFileException.Kind.EXISTS, path + " exists and is no folder");
    }
    return false;
  }

  void writeNew(String path, byte[] bytes, int mode) {
    fill(path, bytes.length, mode, file -> write(file, bytes, 0, bytes.length));
  }

  /**
   * Writes a new file of which the host has most in another one.
   *
   * @return false if it can't copy by itself, or there is too little to copy: nothing was written
   */
  boolean writeChanged(String path, byte[] bytes, int mode, String basePath, byte[] base) {
    Optional<List<Delta.Part>> parts =
        engine.copiesData() ? Delta.between(base, bytes) : Optional.empty();
    if (parts.isEmpty()) {
      return false;
    }
    try (SyncedFile from = SyncedFile.open(engine, basePath, EnumSet.of(OpenMode.READ), 0)) {
      fill(path, bytes.length, mode, file -> assemble(parts.get(), from, file, bytes));
      return true;
    } catch (IOException e) {
      SshException translated = errors.translated("copy from", basePath, e);
      if (translated instanceof SshFileException) {
        return false; // it is gone, or no longer ours to read
      }
      throw translated;
    }
  }

  private void assemble(List<Delta.Part> parts, SyncedFile from, SyncedFile file, byte[] bytes)
      throws IOException {
    int at = 0;
    for (Delta.Part part : parts) {
      if (part.copied()) {
        engine.copyData(from, part.from(), part.length(), file, at);
      } else {
        write(file, bytes, part.from(), part.length());
      }
      at += part.length();
    }
  }

  private static void write(SyncedFile file, byte[] bytes, int from, int length)
      throws IOException {
    try (OutputStream out = file.new RemoteFileOutputStream(from, UNCONFIRMED)) {
      for (int at = from; at < from + length; at += CHUNK) {
        out.write(bytes, at, Math.min(CHUNK, from + length - at));
      }
    }
  }

  private interface Filling {
    void of(SyncedFile file) throws IOException;
  }

  private void fill(String path, int length, int mode, Filling filling) {
    SyncedFile file = create(path, mode);
    boolean done = false;
    try {
      try (file) {
        filling.of(file);
        // Again, because the host masks the mode of a new file.
        file.setAttributes(new FileAttributes.Builder().withPermissions(mode).build());
        file.sync();
        long size = file.fetchAttributes().getSize();
        if (size != length) {
          throw new SshFileException(
              SshFileException.Kind.FAILED,
              path + " has " + size + " bytes after writing " + length);
        }
      }
      done = true;
    } catch (IOException e) {
      throw errors.whileWriting(engine, path, length, e);
    } finally {
      if (!done) {
        removeRest(path);
      }
    }
  }

  private SyncedFile create(String path, int mode) {
    Set<OpenMode> flags = EnumSet.of(OpenMode.CREAT, OpenMode.EXCL, OpenMode.WRITE);
    try {
      return SyncedFile.open(engine, path, flags, mode);
    } catch (IOException e) {
      SshException translated = errors.translated("create", path, e);
      // OpenSSH says no more than "Failure" to a name that is taken.
      boolean vague = SftpErrors.is(translated, SshFileException.Kind.FAILED);
      if (vague && stat(path, false).isPresent()) {
        throw new SshFileException(SshFileException.Kind.EXISTS, path + " exists already", e);
      }
      throw vague ? errors.whileWriting(engine, path, 1, e) : translated;
    }
  }

  private void removeRest(String path) {
    try {
      engine.remove(path);
    } catch (IOException e) {
      // The first failure is the one that is told.
    }
  }

  void setOwner(String path, int uid, int gid) {
    try {
      engine.setAttributes(path, new FileAttributes.Builder().withUIDGID(uid, gid).build());
    } catch (IOException e) {
      throw errors.translated("give away", path, e);
    }
  }

  boolean supports(String extension) {
    return engine.supportsServerExtension(extension, "openssh.com");
  }

  void rename(String from, String to) {
    if (!supports("posix-rename")) {
      throw new SshFileException(
          SshFileException.Kind.FAILED,
          "cannot put " + from + " in place of " + to + ": the host's SFTP has no posix-rename");
    }
    try {
      // Both flags: the library then uses posix-rename, the only atomic one in SFTP 3.
      engine.rename(from, to, EnumSet.of(RenameFlags.OVERWRITE, RenameFlags.ATOMIC));
    } catch (IOException e) {
      throw errors.translated("rename " + from + " to", to, e);
    }
  }

  boolean delete(String path) {
    try {
      engine.remove(path);
      return true;
    } catch (IOException e) {
      SshException translated = errors.translated("delete", path, e);
      if (SftpErrors.is(translated, SshFileException.Kind.NOT_FOUND)) {
        return false;
      }
      throw translated;
    }
  }

  boolean deleteFolder(String path) {
    try {
      engine.removeDir(path);
      return true;
    } catch (IOException e) {
      SshException translated = errors.translated("delete the folder", path, e);
      if (SftpErrors.is(translated, SshFileException.Kind.NOT_FOUND)) {
        return false;
      }
      throw translated;
    }
  }

  List<String> list(String folder) {
    return entries(folder).stream().map(RemoteEntry::name).toList();
  }

  List<RemoteEntry> entries(String folder) {
    try (RemoteDirectory directory = engine.openDir(folder)) {
      List<RemoteEntry> entries = new ArrayList<>();
      for (RemoteResourceInfo info : directory.scan(EVERYTHING)) {
        entries.add(new RemoteEntry(info.getName(), info.isDirectory()));
      }
      entries.sort(Comparator.comparing(RemoteEntry::name));
      return entries;
    } catch (IOException e) {
      throw errors.translated("list", folder, e);
    }
  }
}
