package io.emailengine.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of one engine, and the lock that keeps every other process out
 * of it. The lock ends with the process, whatever ends the process.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "engine.lock";

  // The operating system drops a process's lock on a file as soon as any of its descriptors for
  // that file is closed, so the same process must not even open the file again.
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder if it isn't there (for its owner only) and locks it.
   *
   * @throws StartupException with {@link ExitStatus#IN_USE} if a process works on it
   */
  static DataFolder open(Path wanted) {
    try {
      Path path = create(wanted);
      if (!OPEN_HERE.add(path)) {
        throw inUse(path, Long.toString(ProcessHandle.current().pid()));
      }
      return new DataFolder(path, lock(path));
    } catch (IOException e) {
      throw new StartupException(
          "The data folder " + wanted + " can't be used: " + e + ". Set EMAIL_ENGINE_DATA_DIR.", e);
    }
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Where logs go; made on first use. */
  Path logs() {
    try {
      return Files.createDirectories(file("logs"));
    } catch (IOException e) {
      throw new StartupException("The folder for logs can't be made: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      OPEN_HERE.remove(path);
    }
  }

  private static Path create(Path wanted) throws IOException {
    Path absolute = wanted.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Path parent = absolute.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      boolean posix = absolute.getFileSystem().supportedFileAttributeViews().contains("posix");
      if (posix) {
        Files.createDirectory(
            absolute,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(absolute);
      }
    }
    return absolute.toRealPath();
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw inUse(path, read(channel));
      }
      channel.truncate(0);
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid), 0);
      channel.force(true);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      OPEN_HERE.remove(path);
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "unknown" : pid;
  }

  private static StartupException inUse(Path path, String pid) {
    return new StartupException(
        ExitStatus.IN_USE, "data folder " + path + " is in use by process " + pid);
  }
}
