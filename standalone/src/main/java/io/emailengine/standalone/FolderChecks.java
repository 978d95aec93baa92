package io.emailengine.standalone;

import io.emailengine.activities.pmta.doctor.Finding;
import io.emailengine.store.settings.EngineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The data folder and the files with keys in it. */
final class FolderChecks {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final List<String> KEYS =
      List.of("operator.key", "secret.key", "postgres.password", "postgres-superuser.password");
  private static final long LOW_BYTES = 500L * 1024 * 1024;

  private final Path folder;
  private final EngineSettings settings;

  FolderChecks(Path folder, EngineSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      findings.add(
          Files.isWritable(folder)
              ? Finding.ok("folder", "can be written")
              : Finding.wrong(
                  "folder", "can't be written by " + me(), "chown -R " + me() + " " + folder));
      space(findings);
      KEYS.stream().map(folder::resolve).filter(Files::exists).forEach(f -> key(f, findings));
    } else {
      findings.add(
          Finding.warning("folder", "is not there yet", "start it once: ./email-engine up"));
    }
    settings.secretKeyFile().ifPresent(file -> key(file, findings));
    return findings;
  }

  private static String me() {
    return System.getProperty("user.name");
  }

  private void space(List<Finding> findings) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = free / (1024 * 1024) + " MiB free";
      findings.add(
          free >= LOW_BYTES
              ? Finding.ok("space", text)
              : Finding.warning("space", text, "free some: the database and the logs grow"));
    } catch (IOException e) {
      findings.add(Finding.warning("space", "can't be read: " + e, "is the disk well?"));
    }
  }

  private static void key(Path file, List<Finding> findings) {
    String name = String.valueOf(file.getFileName());
    if (!Files.isReadable(file)) {
      findings.add(Finding.wrong(name, "can't be read by " + me(), "chown " + me() + " " + file));
      return;
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      findings.add(
          OWNERS.containsAll(mode)
              ? Finding.ok(name, "only its owner can read it")
              : Finding.wrong(name, "others can read it", "chmod 600 " + file));
    } catch (IOException | UnsupportedOperationException e) {
      findings.add(Finding.warning(name, "its mode can't be read", "keep it to its owner"));
    }
  }
}
