package io.emailengine.activities.pmta.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One session on one PowerMTA host: everything that is ever done there. All calls block, each for a
 * bounded time, and throw {@link HostException}s only (and {@link IllegalArgumentException} for a
 * name that cannot be one). Paths are absolute. Safe for several threads.
 *
 * <p>Where the host has the helper, commands and tested swaps go through it, by {@code sudo -n} if
 * the login is not root. Where it has none, root does without until the host is adopted, and
 * installs or updates it for the first tested swap after that; any other login gets a {@link
 * HostHelperException} that says what a person has to do.
 *
 * <p>Every change can be repeated: the second time finds it done. A {@link
 * HostUnreachableException} from a change means that nobody knows whether it happened: read back.
 */
public interface PmtaHost extends AutoCloseable {
  /** Files above this size are not read: no configuration is that large. */
  int MAX_FILE_BYTES = 64 * 1024 * 1024;

  /** The file with its bytes, or nothing when there is none. Symbolic links are followed. */
  Optional<HostFile> read(String path);

  /**
   * Files that match a pattern of the shell: {@code *}, {@code ?} and {@code [...]} in any part of
   * the path, none of which stands for a slash or for a leading dot. Sorted, without folders. A
   * pattern without such signs matches the path itself, if there is such a file.
   */
  List<String> list(String glob);

  /**
   * SHA-256 in lower case hex of each of the files, by path. Files that are not there or that the
   * login may not read are left out.
   */
  Map<String, String> hash(Collection<String> paths);

  /** Which of these paths have nothing there; what the login may not see is not called missing. */
  Set<String> missing(Collection<String> paths);

  /** Which of these paths are symbolic links, which {@link #swapAllTested} would refuse. */
  Set<String> links(Collection<String> paths);

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
   * {@link #stageLike} for a changed version of a file that the host has: where the host can copy
   * by itself, only what is new travels. What lies staged is whole and right either way.
   *
   * @param basePath the file that the host has
   * @param base what is thought to be in it
   */
  default void stageChange(
      String path, byte[] bytes, HostFile original, String basePath, byte[] base) {
    stageLike(path, bytes, original);
  }

  /**
   * Puts a staged file in place of the target in one atomic step: every reader sees the old or the
   * new file, whole. Refused when the target is a symbolic link.
   */
  void swap(String stagedPath, String targetPath);

  /** Removes the file; nothing happens when there is none. */
  void remove(String path);

  /**
   * Removes a folder and the files in it; nothing happens when there is none.
   *
   * @throws HostFileException if there is a folder in it: then nothing was removed
   */
  void removeFolder(String path);

  /**
   * Puts one staged file in place and lets the host judge it; what it does not take is put back.
   * After a {@link HostUnreachableException} or an unknown end either file may be in place, whole.
   *
   * @throws HostFileException if the staged file is missing or not the one it should be, or the
   *     files can't be written: then the old file is in place, unless the message says otherwise
   */
  SwapOutcome swapTested(TestedSwap swap);

  /**
   * Ends a swap of one file whose helper was killed on the host: what the host takes stays, what it
   * does not is put back. Every later swap, restore and reload does so too, first of all.
   */
  SwapRecovery recoverSwap();

  /**
   * Puts a kept file in place of the target again, by a rename that works on a full disk too. It is
   * not tested. {@code Changed} names the kept file when it is not the expected one.
   */
  SwapOutcome restore(String sha256, String kept, String target);

  /**
   * {@link #swapTested} for several files, wherever they lie, in the given order; what the host
   * does not take is put back in the opposite order. The journal is written first and lies there
   * until all is put back or {@link #settleAll} says that the new files stay, so that {@link
   * #recoverAll} can restore the whole set at any time between.
   *
   * @param journal path for the journal; must not be there yet
   */
  SwapOutcome swapAllTested(String journal, List<TestedSwap> swaps);

  /**
   * Puts back whatever {@link #swapAllTested} under this journal has put in place, also if it was
   * accepted, and removes the journal. Does not reload.
   */
  SwapRecovery recoverAll(String journal);

  /**
   * The new files of {@link #swapAllTested} stay: removes its journal. The old files stay where
   * they were kept.
   */
  void settleAll(String journal);

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

  /** What is known of the helper; looked up once in a session. */
  HelperFacts helper();

  /**
   * Installs the helper, or brings it to this engine's version; nothing changes when it is.
   *
   * @throws HostHelperException {@code NOT_PERMITTED} when the login is not root, with the command
   *     for a person; {@code TOOL_MISSING} when the host lacks a program that it needs
   */
  void installHelper();

  /** Removes the helper and all that it keeps on the host; nothing happens when there is none. */
  void removeHelper();

  /** Ends the session. The connection below may stay open for the next one. */
  @Override
  void close();
}
