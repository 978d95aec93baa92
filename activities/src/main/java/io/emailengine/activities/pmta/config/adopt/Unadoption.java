package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.HostFiles;
import java.util.List;

/**
 * The operator's files with the moved blocks back where they stood, byte for byte, and without the
 * engine's include line. Files that nobody edited since become what they were before adoption; what
 * somebody edited elsewhere in a file stays edited.
 *
 * @param files the files that change
 * @param warnings of what could not go back to its exact place
 */
public record Unadoption(List<FileChange> files, List<AdoptWarning> warnings) {
  public Unadoption {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /**
   * Plans giving a host back. Never leaves a block out: if its file is gone, it goes where the
   * include line stands, else to the end of the main file.
   */
  public static Unadoption plan(HostFiles current, AdoptionRecord record) {
    return new BlocksBack(current, ConfigTree.read(current, record.engineFile()), record).plan();
  }
}
