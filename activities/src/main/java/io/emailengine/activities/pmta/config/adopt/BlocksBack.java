package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.HostFiles;
import io.emailengine.activities.pmta.config.tree.Include;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the moved blocks back into the operator's files of now. */
final class BlocksBack {
  private final HostFiles current;
  private final AdoptionRecord record;
  private final Map<String, List<Line>> includes = new LinkedHashMap<>();
  private final String mainPath;
  private final List<FileChange> changes = new ArrayList<>();
  private final List<AdoptWarning> warnings = new ArrayList<>();

  BlocksBack(HostFiles current, ConfigTree tree, AdoptionRecord record) {
    this.current = current;
    this.record = record;
    this.mainPath = tree.configPath();
    for (Include include : tree.includes()) {
      if (include.kind() == Include.Kind.FILE && include.paths().contains(record.engineFile())) {
        includes.computeIfAbsent(include.file(), path -> new ArrayList<>()).add(include.line());
      }
    }
  }

  Unadoption plan() {
    Map<String, List<Hole>> homeless = homeless();
    for (FileRecord file : record.files()) {
      Optional<byte[]> now = current.read(file.path());
      List<Hole> guests = homeless.getOrDefault(file.path(), List.of());
      if (now.isPresent()) {
        boolean untouched = guests.isEmpty() && Arrays.equals(now.get(), file.after());
        change(file.path(), now.get(), untouched ? exact(file) : merged(file, now.get(), guests));
      }
    }
    for (String path : otherPaths(homeless)) {
      FileRecord nothing = new FileRecord(path, new byte[0], 0, 0, List.of());
      byte[] now = current.read(path).orElse(new byte[0]);
      change(path, now, merged(nothing, now, homeless.getOrDefault(path, List.of())));
    }
    return new Unadoption(changes, warnings);
  }

  /** Files that adoption did not change and that have an include line or a block to take now. */
  private List<String> otherPaths(Map<String, List<Hole>> homeless) {
    List<String> paths = new ArrayList<>(includes.keySet());
    homeless.keySet().stream().filter(path -> !paths.contains(path)).forEach(paths::add);
    paths.removeAll(record.paths());
    return paths;
  }

  /** Blocks of files that are gone, by the file that takes them instead. */
  private Map<String, List<Hole>> homeless() {
    Map<String, List<Hole>> homeless = new LinkedHashMap<>();
    String host = includes.keySet().stream().findFirst().orElse(mainPath);
    for (FileRecord file : record.files()) {
      if (!file.holes().isEmpty() && current.read(file.path()).isEmpty()) {
        warnings.add(
            new AdoptWarning(
                "file-gone",
                file.path(),
                1,
                "the file that blocks came from is gone; they go to " + host));
        homeless.computeIfAbsent(host, path -> new ArrayList<>()).addAll(file.holes());
      }
    }
    return homeless;
  }

  private void change(String path, byte[] before, byte[] after) {
    if (!Arrays.equals(before, after)) {
      changes.add(new FileChange(path, before, after));
    }
  }

  /** Nobody edited the file: the bytes of before adoption. */
  private static byte[] exact(FileRecord file) {
    TextBytes out = new TextBytes(file.after().length * 2 + 64);
    int from = 0;
    for (Hole hole : file.holes()) {
      copy(out, file, from, hole.offset());
      out.raw(hole.bytes());
      from = hole.offset();
    }
    copy(out, file, from, file.after().length);
    return out.toByteArray();
  }

  /** Copies a piece without the include line. */
  private static void copy(TextBytes out, FileRecord file, int from, int to) {
    int start = Math.max(from, Math.min(to, file.includeStart()));
    int end = Math.max(from, Math.min(to, file.includeEnd()));
    out.raw(file.after(), from, start).raw(file.after(), end, to);
  }

  /** A piece of the present file that goes, or a block that comes. */
  private record Step(int at, int skipTo, byte[] bytes) {}

  private byte[] merged(FileRecord file, byte[] now, List<Hole> guests) {
    List<Line> lines = includes.getOrDefault(file.path(), List.of());
    LineMap map = new LineMap(file.after(), now);
    int glue = file.glue();
    List<Step> steps = new ArrayList<>();
    for (Hole hole : file.holes()) {
      int at = map.offset(hole.offset());
      steps.add(new Step(at, at, hole.bytes()));
    }
    int guestsAt = lines.isEmpty() ? now.length : lines.get(0).start();
    guests.forEach(hole -> steps.add(new Step(guestsAt, guestsAt, hole.bytes())));
    for (Line line : lines) {
      boolean last = line.end() == now.length && file.endsAsBefore(now);
      steps.add(new Step(line.start() - (last ? glue : 0), line.end(), new byte[0]));
    }
    steps.sort(Comparator.comparingInt(Step::at).thenComparingInt(Step::skipTo));
    TextBytes out = new TextBytes(now.length * 2 + 64);
    String lineEnd = OperatorFiles.lineEnd(now);
    int from = 0;
    for (Step step : steps) {
      out.raw(now, from, Math.max(from, step.at()));
      from = Math.max(from, step.skipTo());
      if (step.bytes().length > 0) {
        boolean atStart = out.size() == 0 || isMark(out);
        if (!atStart) {
          out.endLine(lineEnd);
        }
        out.raw(step.bytes());
        if (from < now.length || step != steps.get(steps.size() - 1)) {
          out.endLine(lineEnd);
        }
      }
    }
    return out.raw(now, from, now.length).toByteArray();
  }

  private static boolean isMark(TextBytes out) {
    return out.size() == 3 && out.buffer()[0] == (byte) 0xef;
  }
}
