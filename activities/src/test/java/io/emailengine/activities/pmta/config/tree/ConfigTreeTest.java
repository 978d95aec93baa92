package io.emailengine.activities.pmta.config.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigTreeTest {
  private static final String ENGINE = "/etc/pmta/email-engine/engine.conf";

  private static ConfigTree tree(String... pathsAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put("/etc/pmta/" + pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(UTF_8));
    }
    return ConfigTree.read(HostFiles.of("/etc/pmta/config", files), ENGINE);
  }

  private static List<String> loaded(ConfigTree tree) {
    List<String> keywords = new ArrayList<>();
    for (Placed placed : tree.topLevel()) {
      if (placed.item() instanceof Line line && !line.is("include")) {
        keywords.add(line.keyword());
      }
    }
    return keywords;
  }

  @Test
  void loadsFilesWhereTheirIncludeLinesStandAndGlobsByName() {
    ConfigTree tree =
        tree(
            "config", "a 1\nINCLUDE d/*.conf\nz 1\n",
            "d/2.conf", "two 1\n",
            "d/10.conf", "ten 1\ninclude ../e.conf\n",
            "e.conf", "e 1\n");

    assertThat(loaded(tree)).containsExactly("a", "ten", "e", "two", "z");
    assertThat(tree.paths())
        .containsExactly(
            "/etc/pmta/config", "/etc/pmta/d/10.conf", "/etc/pmta/e.conf", "/etc/pmta/d/2.conf");
    assertThat(tree.notes()).isEmpty();
  }

  @Test
  void takesRelativePathsFromTheIncludingFileThenFromTheMainOne() {
    ConfigTree tree =
        tree(
            "config", "include d/a.conf\n",
            "d/a.conf", "include near.conf\ninclude far.conf\n",
            "d/near.conf", "near 1\n",
            "far.conf", "far 1\n");

    assertThat(loaded(tree)).containsExactly("near", "far");
    assertThat(tree.includes())
        .extracting(Include::resolved)
        .containsExactly("/etc/pmta/d/a.conf", "/etc/pmta/d/near.conf", "/etc/pmta/far.conf");
  }

  @Test
  void readsABlockThroughItsIncludes() {
    ConfigTree tree =
        tree(
            "config", "<virtual-mta v>\na 1\ninclude x.inc\nb 1\n</virtual-mta>\n",
            "x.inc", "x 1\ninclude y.inc\n",
            "y.inc", "y 1\n");
    ConfigFile main = tree.file("/etc/pmta/config").orElseThrow();
    Block block = main.config().blocks().findFirst().orElseThrow();

    assertThat(tree.contents(main, block))
        .extracting(placed -> ((Line) placed.item()).keyword())
        .containsExactly("a", "x", "y", "b");
    assertThat(tree.file("/etc/pmta/x.inc").orElseThrow().isPlainlyLoaded()).isFalse();
    assertThat(main.isPlainlyLoaded()).isTrue();
  }

  @Test
  void endsLoopsAndSaysWhereTheyAre() {
    ConfigTree tree = tree("config", "include a\n", "a", "include b\n", "b", "\ninclude a\n");

    assertThat(tree.notes())
        .extracting(ConfigProblem::code, ConfigProblem::file, ConfigProblem::line)
        .containsExactly(org.assertj.core.api.Assertions.tuple("include-loop", "/etc/pmta/b", 2));
  }

  @Test
  void survivesFilesThatIncludeEachOtherManyTimesOver() {
    List<String> files = new ArrayList<>(List.of("config", "include f0\n"));
    for (int i = 0; i < 40; i++) {
      files.addAll(
          List.of("f" + i, "include f" + (i + 1) + "\n".repeat(1) + "include f" + (i + 1) + "\n"));
    }
    files.addAll(List.of("f40", "x 1\n"));

    assertThat(tree(files.toArray(String[]::new)).files()).hasSize(42);
  }

  @Test
  void neverReadsTheEnginesFileNorAsksTwice() {
    List<String> asked = new ArrayList<>();
    HostFiles host =
        new HostFiles() {
          @Override
          public String configPath() {
            return "/etc/pmta/config";
          }

          @Override
          public Optional<byte[]> read(String path) {
            asked.add(path);
            String text =
                "include x\ninclude x\ninclude " + ENGINE + "\ninclude email-engine/engine.conf\n";
            return Optional.of((path.endsWith("config") ? text : "").getBytes(UTF_8));
          }

          @Override
          public List<String> glob(String pattern) {
            return List.of();
          }
        };

    assertThat(ConfigTree.read(host, ENGINE).paths())
        .containsExactly("/etc/pmta/config", "/etc/pmta/x");
    assertThat(asked).containsExactly("/etc/pmta/config", "/etc/pmta/x");
  }
}
