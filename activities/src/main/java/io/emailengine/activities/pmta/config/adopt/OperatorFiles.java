package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Include;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the operator's files without the moved blocks and with the include line; every byte that
 * stays is copied, never rewritten. The line stands where the first moved block stood, or at the
 * end of the main file if nothing moves.
 */
final class OperatorFiles {
  private final String engineFile;
  private final Optional<AdoptionRecord> previous;
  private final Map<String, FileRecord> records = new LinkedHashMap<>();
  private final List<FileChange> changes = new ArrayList<>();

  private OperatorFiles(String engineFile, Optional<AdoptionRecord> previous) {
    this.engineFile = engineFile;
    this.previous = previous;
    previous.ifPresent(record -> record.files().forEach(f -> records.put(f.path(), f)));
  }

  /**
   * Writes all files that change.
   *
   * @param present the engine's include line, if there is one already
   */
  static OperatorFiles write(
      ConfigTree tree,
      List<Moved> moved,
      String engineFile,
      Optional<Include> present,
      Optional<AdoptionRecord> previous) {
    OperatorFiles files = new OperatorFiles(engineFile, previous);
    ConfigFile main = tree.file(tree.configPath()).orElseThrow();
    ConfigFile first = moved.isEmpty() ? main : moved.get(0).file();
    for (ConfigFile file : tree.files()) {
      List<Block> blocks =
          moved.stream()
              .filter(one -> one.file() == file)
              .map(Moved::block)
              .sorted(Comparator.comparingInt(Block::start))
              .toList();
      boolean includeHere = present.isEmpty() && file == first;
      boolean includedHere = present.isPresent() && present.get().file().equals(file.path());
      if (!blocks.isEmpty() || includeHere || includedHere) {
        files.write(file, blocks, includeHere, includedHere ? present : Optional.empty());
      }
    }
    return files;
  }

  /** The files whose bytes change. */
  List<FileChange> changes() {
    return changes;
  }

  AdoptionRecord record() {
    return new AdoptionRecord(engineFile, List.copyOf(records.values()));
  }

  private void write(
      ConfigFile file, List<Block> blocks, boolean includeHere, Optional<Include> present) {
    byte[] before = file.config().bytes();
    String include = "";
    int place = before.length;
    if (includeHere) {
      boolean open = before.length > 0 && before[before.length - 1] != '\n';
      place = blocks.isEmpty() ? before.length : blocks.get(0).start();
      String lineEnd = lineEnd(before);
      include = (blocks.isEmpty() && open ? lineEnd : "") + "include " + engineFile + lineEnd;
    }
    Cut cut = new Cut(before, blocks, place, include.getBytes(UTF_8));
    List<Hole> holes = new ArrayList<>(earlierHoles(file.path(), before));
    blocks.forEach(b -> holes.add(new Hole(b.start(), file.config().bytes(b))));
    holes.sort(Comparator.comparingInt(Hole::offset));
    int start = cut.moved(present.map(p -> p.line().start()).orElse(place));
    int length = present.map(p -> p.line().end() - p.line().start()).orElse(cut.include().length);
    byte[] after = cut.after();
    List<Hole> left = holes.stream().map(hole -> hole.at(cut.moved(hole.offset()))).toList();
    FileRecord found = new FileRecord(file.path(), after, start, start + length, left);
    int glue = previous.flatMap(r -> r.file(file.path())).map(FileRecord::glue).orElse(0);
    records.put(file.path(), present.isPresent() ? found.withGlue(glue) : found);
    if (!blocks.isEmpty() || includeHere) {
      changes.add(new FileChange(file.path(), before, after));
    }
  }

  /** Holes of an earlier adoption, in the file as it is now. */
  private List<Hole> earlierHoles(String path, byte[] now) {
    Optional<FileRecord> earlier = previous.flatMap(record -> record.file(path));
    if (earlier.isEmpty()) {
      return List.of();
    }
    LineMap map = new LineMap(earlier.get().after(), now);
    return earlier.get().holes().stream().map(hole -> hole.at(map.offset(hole.offset()))).toList();
  }

  /** As the file's first line ends. */
  static String lineEnd(byte[] file) {
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n') {
        return i > 0 && file[i - 1] == '\r' ? "\r\n" : "\n";
      }
    }
    return "\n";
  }
}
