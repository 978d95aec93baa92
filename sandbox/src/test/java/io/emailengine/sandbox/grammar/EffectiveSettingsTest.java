package io.emailengine.sandbox.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveSettingsTest {
  private static final String PATH = "/etc/pmta/config";
  private static final String MAIN =
      """
      host-name mta.example
      domain-key all,example.com,/etc/pmta/all.pem
      domain-macro isp gmail.com, $more
      domain-macro more gmx.de
      <domain $isp>
        max-msg-rate 100/h
      </domain>
      <domain [*.]example.org>
        max-smtp-out 3
      </domain>
      <domain *>
        max-smtp-out 20
      </domain>
      <pattern-list p>
        mail-from /x/ virtual-mta=a
      </pattern-list>
      <source 0/0>
        smtp-service yes
        add-received-header yes
      </source>
      <source 127.0.0.0/8>
        pattern-list p
        add-received-header no
      </source>
      <source named>
        smtp-service no
      </source>
      """;
  private static final String BLOCKS =
      """
      <virtual-mta a>
        smtp-source-host 192.0.2.1 a.example
        <domain gmx.de>
          max-smtp-out 1
          max-smtp-out 2
        </domain>
      </virtual-mta>
      <virtual-mta b>
        smtp-source-host 192.0.2.2 b.example
      </virtual-mta>
      <virtual-mta-pool pool>
        virtual-mta a
        virtual-mta b
        max-smtp-msg-rate 50/d
        <domain *>
          max-msg-rate 7/h
        </domain>
      </virtual-mta-pool>
      """;

  @TempDir Path root;

  private EffectiveSettings load(String text) throws ConfigException, IOException {
    put(PATH, text);
    return EffectiveSettings.of(PowerMtaConfig.loadFragment(new DirectoryFiles(root), PATH));
  }

  private void put(String path, String text) throws IOException {
    Path file = new DirectoryFiles(root).locate(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void showsEveryQueueVirtualMtaPoolAndSource() throws Exception {
    var sections = load(MAIN + BLOCKS).sections();
    assertThat(sections)
        .containsEntry("queue gmail.com", sorted("max-msg-rate", "100/h", "max-smtp-out", "20"))
        .containsEntry("queue gmx.de/a", sorted("max-msg-rate", "7/h", "max-smtp-out", "2"))
        .containsEntry(
            "queue sub.example.org/b", sorted("max-msg-rate", "7/h", "max-smtp-out", "3"))
        .containsEntry("queue any-other.invalid", sorted("max-smtp-out", "20"))
        .containsEntry("domain-macro isp", sorted("list", "gmail.com,gmx.de"))
        .containsEntry("pattern-list p", sorted("lines", "mail-from /x/ virtual-mta=a"))
        .containsEntry("source named", sorted("smtp-service", "no"))
        .doesNotContainKey("queue gmx.de/none");
    assertThat(sections.get("virtual-mta a"))
        .containsEntry("max-smtp-msg-rate", "50/d")
        .containsEntry("domain-key", "all,example.com,/etc/pmta/all.pem");
    assertThat(sections.get("virtual-mta-pool pool")).containsEntry("virtual-mta", "a\nb");
    assertThat(sections.get("source 127.0.0.0/8"))
        .containsEntry("smtp-service", "yes")
        .containsEntry("add-received-header", "no");
  }

  private static SortedMap<String, String> sorted(String... pairs) {
    SortedMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void isTheSameWhereverABlockStands() throws Exception {
    EffectiveSettings together = load(MAIN + BLOCKS);
    put("/etc/pmta/email-engine/vmtas.conf", BLOCKS);
    EffectiveSettings apart = load("include email-engine/vmtas.conf\n" + MAIN);
    assertThat(apart.differences(together)).isEmpty();
    assertThat(apart).isEqualTo(together);
  }

  @Test
  void saysWhatDiffersAndLeavesOutADomainThatOnlyMarks() throws Exception {
    EffectiveSettings before = load(MAIN + BLOCKS);
    EffectiveSettings after =
        load(
            MAIN
                + BLOCKS.replace("50/d", "60/d")
                + "<domain generation.email-engine.invalid>\nmax-errors-per-connection 7\n</domain>\n"
                + "<virtual-mta c>\n</virtual-mta>\n");
    assertThat(before.differences(after.withoutDomain("generation.email-engine.invalid")))
        .contains(
            "virtual-mta a: max-smtp-msg-rate: \"50/d\" / \"60/d\"",
            "virtual-mta c: only in the second")
        .noneMatch(line -> line.contains("generation"));
    assertThat(before.sections()).isNotEqualTo(Map.of());
  }
}
