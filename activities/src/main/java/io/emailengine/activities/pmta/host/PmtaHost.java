package io.emailengine.activities.pmta.host;

import java.util.Map;
import java.util.Optional;

/**
 * One session on one PowerMTA host: everything that is ever done there. All calls block, each for a
 * bounded time, and throw {@link HostException}s only (and {@link IllegalArgumentException} for a
 * name that cannot be one). Paths are absolute. Safe for several threads.
 *
 * <p>Every change can be repeated: the second time finds it done. A {@link
 * HostUnreachableException} from a change means that nobody knows whether it happened: read back.
 */
public interface PmtaHost extends AutoCloseable {
  /** Files above this size are not read: no configuration is that large. */
  int MAX_FILE_BYTES = 64 * 1024 * 1024;

  /** The file with its bytes, or nothing when there is none. Symbolic links are followed. */
  Optional<HostFile> read(String path);

  /** Makes the folder (mode 0755) when it is missing; its parent must exist. */
  void ensureFolder(String path);

  /**
   * Writes a new file beside its later place: whole, synced to disk, its size checked. A left-over
   * of that name is replaced.
   *
   * @param path name of the staged file, in the folder of the file that it will replace
   * @param mode permission bits, such as {@code 0640}
   */
  void stage(String path, byte[] bytes, int mode);

  /** {@link #stage} with mode, owner and group of an existing file. */
  void stageLike(String path, byte[] bytes, HostFile original);

  /**
   * Puts a staged file in place of the target in one atomic step: every reader sees the old or the
   * new file, whole. Refused when the target is a symbolic link.
   */
  void swap(String stagedPath, String targetPath);

  /** Removes the file; nothing happens when there is none. */
  void remove(String path);

  /** Lets the host judge the files on disk. What runs is not touched. */
  TestOutcome test();

  /** Makes the host run the files on disk. */
  ReloadOutcome reload();

  /**
   * Settings that run now.
   *
   * @param queue {@code DOMAIN/VMTA} or {@code DOMAIN}
   */
  Settings showSettings(String queue);

  /** Queued recipients by virtual MTA, of all virtual MTAs. */
  Map<String, Long> queued();

  /** Stops delivery of all queues of a virtual MTA; lasts until a reload or restart of PowerMTA. */
  void pauseQueue(String vmta);

  /** Ends {@link #pauseQueue}. */
  void resumeQueue(String vmta);

  PmtaStatus status();

  /** Version of PowerMTA, such as {@code 5.0r1}. */
  String version();

  HostFacts facts();

  /** Ends the session. The connection below may stay open for the next one. */
  @Override
  void close();
}
