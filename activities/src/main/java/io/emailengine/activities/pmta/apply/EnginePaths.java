package io.emailengine.activities.pmta.apply;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Where the engine's files lie on a host: one folder beside the operator's configuration. */
record EnginePaths(String configPath) {
  static final String FOLDER = "email-engine";

  String folder() {
    return configPath.substring(0, configPath.lastIndexOf('/') + 1) + FOLDER;
  }

  /** The file that the operator's configuration includes. */
  String engineFile() {
    return folder() + "/engine.conf";
  }

  /** Always the same name, so that an interrupted upload leaves no litter behind. */
  String staged() {
    return folder() + "/engine.conf.new";
  }

  String lastKnownGood() {
    return folder() + "/engine.conf.lkg";
  }

  /** Says which files a change of the operator's own ones is about, while it is under way. */
  String journal() {
    return folder() + "/adoption.journal";
  }

  /**
   * Where the new bytes of a file wait: in the engine's folder, or else beside the file under a
   * hidden name, which no glob of the operator's matches.
   *
   * @param nth which of the files of one change
   */
  String staged(String path, int nth) {
    return aside(path, nth, "new");
  }

  /** Where the old bytes of a file are kept until the change is over. */
  String kept(String path, int nth) {
    return aside(path, nth, "kept");
  }

  private String aside(String path, int nth, String what) {
    String home = configPath.substring(0, configPath.lastIndexOf('/') + 1);
    if (path.startsWith(home)) {
      return folder() + "/" + what + "-" + nth;
    }
    int name = path.lastIndexOf('/') + 1;
    return path.substring(0, name) + "." + path.substring(name) + ".email-engine-" + what;
  }

  /**
   * What {@link #staged(String, int)} and {@link #kept} may have left, and a journal that never
   * came into force, as globs.
   */
  List<String> leftovers(Collection<String> paths) {
    TreeSet<String> globs =
        new TreeSet<>(List.of(folder() + "/new-*", folder() + "/kept-*", journal() + ".*"));
    for (String path : paths) {
      globs.add(path.substring(0, path.lastIndexOf('/') + 1) + ".*.email-engine-*");
    }
    return List.copyOf(globs);
  }
}
