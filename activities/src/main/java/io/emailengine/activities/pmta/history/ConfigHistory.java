package io.emailengine.activities.pmta.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A bare git repository with one file a server and one commit an applied version. Bare, because
 * commits are then made of objects and one reference update: a killed process leaves no
 * half-written index or work tree behind. Look inside with {@code git log -p}.
 *
 * <p>Only masked text may be given: git does not forget.
 */
public final class ConfigHistory implements AutoCloseable {
  private static final String BRANCH = "refs/heads/main";
  private static final Set<RefUpdate.Result> MOVED =
      EnumSet.of(
          RefUpdate.Result.NEW,
          RefUpdate.Result.FAST_FORWARD,
          RefUpdate.Result.FORCED,
          RefUpdate.Result.NO_CHANGE);

  static {
    SystemReader.setInstance(new OwnSettings(SystemReader.getInstance()));
  }

  private final Path folder;
  private @Nullable Repository opened;

  private ConfigHistory(Path folder) {
    this.folder = folder;
  }

  /** The history in this folder. Opened by the first record: a broken one stops nobody's start. */
  public static ConfigHistory open(Path folder) {
    return new ConfigHistory(folder);
  }

  /**
   * Opens the repository, makes it if it is not there, and clears locks that a killed process left.
   */
  private Repository repository() throws IOException {
    if (opened == null) {
      Files.createDirectories(folder);
      Repository repository = new FileRepository(folder.toFile());
      if (!Files.exists(folder.resolve("HEAD"))) {
        repository.create(true);
        RefUpdate head = repository.updateRef(Constants.HEAD);
        head.link(BRANCH);
      }
      removeStaleLocks(folder);
      opened = repository;
    }
    return opened;
  }

  private static void removeStaleLocks(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path lock : files.filter(f -> f.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(lock);
      }
    }
  }

  /**
   * Ids of the last commits, newest first; empty if there is none.
   *
   * @throws UncheckedIOException if the folder or the repository is broken; the next call opens it
   *     anew
   */
  public synchronized List<String> last(int count) {
    try (RevWalk walk = new RevWalk(repository())) {
      ObjectId head = repository().resolve(BRANCH);
      List<String> ids = new ArrayList<>();
      if (head == null) {
        return ids;
      }
      walk.markStart(walk.parseCommit(head));
      for (RevCommit commit : walk) {
        if (ids.size() == count) {
          break;
        }
        ids.add(commit.name());
      }
      return ids;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot read the history in " + folder, e);
    }
  }

  /**
   * Commits an applied version and returns the commit's id, which follows from the arguments alone.
   * What came after the parent is left behind.
   *
   * @param parent id of the commit that it follows; null: it is the first of the history
   * @throws UncheckedIOException if the folder or the repository is broken; the next call opens it
   *     anew
   */
  public synchronized String append(@Nullable String parent, AppliedVersion version) {
    try {
      return commit(repository(), parent == null ? null : ObjectId.fromString(parent), version);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "cannot record version " + version.number() + " of " + version.server(), e);
    }
  }

  private static String commit(
      Repository repository, @Nullable ObjectId parent, AppliedVersion version) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      String path = version.server() + "/engine.conf";
      DirCache tree = treeOf(repository, walk, parent);
      DirCacheBuilder builder = tree.builder();
      for (int i = 0; i < tree.getEntryCount(); i++) {
        if (!tree.getEntry(i).getPathString().equals(path)) {
          builder.add(tree.getEntry(i));
        }
      }
      DirCacheEntry entry = new DirCacheEntry(path);
      entry.setFileMode(FileMode.REGULAR_FILE);
      entry.setObjectId(
          inserter.insert(
              Constants.OBJ_BLOB, version.maskedText().getBytes(StandardCharsets.UTF_8)));
      builder.add(entry);
      builder.finish();

      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree.writeTree(inserter));
      if (parent != null) {
        commit.setParentId(parent);
      }
      commit.setAuthor(ident(version.actor(), version));
      commit.setCommitter(ident("email-engine", version));
      commit.setMessage(message(version));
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = repository.updateRef(BRANCH);
      update.setNewObjectId(id);
      update.setForceUpdate(true);
      update.disableRefLog();
      RefUpdate.Result result = update.update();
      if (!MOVED.contains(result)) {
        throw new IOException("the branch could not be moved: " + result);
      }
      return id.name();
    }
  }

  private static DirCache treeOf(Repository repository, RevWalk walk, @Nullable ObjectId head)
      throws IOException {
    if (head == null) {
      return DirCache.newInCore();
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      return DirCache.read(reader, walk.parseCommit(head).getTree());
    }
  }

  private static PersonIdent ident(String name, AppliedVersion version) {
    return new PersonIdent(
        name, name + "@email-engine.invalid", version.appliedAt(), ZoneOffset.UTC);
  }

  private static String message(AppliedVersion version) {
    return version.server()
        + ": version "
        + version.number()
        + "\n\n"
        + version.summary()
        + "\n\nGeneration: "
        + version.generation()
        + "\nSha256: "
        + version.sha256()
        + "\n";
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
