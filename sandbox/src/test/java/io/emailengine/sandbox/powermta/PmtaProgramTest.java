package io.emailengine.sandbox.powermta;

import static io.emailengine.sandbox.powermta.TestMta.pool;
import static io.emailengine.sandbox.powermta.TestMta.vmta;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PmtaProgramTest {
  @TempDir Path folder;
  private TestMta host;

  @BeforeEach
  void start() {
    host =
        TestMta.daily(
            folder, CounterMode.KEEP, vmta("a", "50/d") + vmta("b", "unlimited") + pool("a", "b"));
  }

  @Test
  void takesWordsCutShortUnlessTheyAreAmbiguous() {
    assertThat(host.pmta("show", "version").out()).startsWith("PowerMTA v5.0r1 (");
    assertThat(host.pmta("sh", "ver")).isEqualTo(host.pmta("show", "version"));
    assertThat(host.pmta("show", "queue").exitCode()).isZero();
    assertThat(host.pmta("show", "v").err()).startsWith("Ambiguous command");
    assertThat(host.pmta("check", "config").err()).startsWith("Unknown command");
    assertThat(host.pmta("check", "config").exitCode()).isEqualTo(1);
    assertThat(host.pmta("--yaml", "reload").exitCode()).isEqualTo(1);
  }

  @Test
  void showsSettingsInTwoBlocksInAlphabeticalOrder() {
    String text = host.pmta("show", "settings", "gmail.com/a").out();
    assertThat(text)
        .startsWith(
            """
            Virtual MTA Settings
            --------------------
            max-smtp-data-volume-rate unlimited
            max-smtp-msg-rate 50/d
            max-smtp-out unlimited

            Queue Settings
            --------------
            """)
        .contains(
            "\nbounce-after 4d12h\n",
            "\ndkim-sign no\n",
            "\nqueue-to \"\"\n",
            "\nmax-smtp-out 20\n")
        .contains("\nmax-cold-virtual-mta-msg 0/d\n");
    List<String> queue = text.substring(text.indexOf("Queue Settings")).lines().skip(2).toList();
    assertThat(queue).isSorted();
    assertThat(host.pmta("show", "settings", "gmail.com").out()).startsWith("Queue Settings\n");
    assertThat(host.pmta("show", "settings", "gmail.com/none").exitCode()).isEqualTo(1);
  }

  @Test
  void showsVirtualMtasUnderAHeaderWithADashedLine() {
    host.pmta("pause", "queue", "*/b");
    host.pass(Duration.ofHours(12));
    List<String> lines = host.pmta("show", "vmtas").out().lines().toList();
    assertThat(lines.get(0).split("\\s{2,}"))
        .containsExactly("name", "domains", "#rcpt", "% total", "kbytes", "conn");
    assertThat(lines.get(1)).matches("-+");
    assertThat(lines.get(2).split("\\s+")).startsWith("a", "4", "100");
    assertThat(lines.get(3).split("\\s+")).startsWith("b", "4");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("2 of 2 virtual MTAs.");
    assertThat(host.pmta("show", "vmtas", "--maxitems=1").out()).endsWith("1 of 2 virtual MTAs.\n");
  }

  @Test
  void showsQueuesWithTheReasonWhyTheyWait() {
    host.pmta("pause", "queue", "*/b");
    host.pass(Duration.ofHours(12));
    String all = host.pmta("show", "queues", "--no-rcpt-events").out();
    assertThat(all)
        .contains(
            "gmail.com/a",
            "message rate limit reached (based on max-smtp-msg-rate in configuration)");
    assertThat(all).endsWith("8 of 8 matching queues.\n").doesNotContain("Recipient Events");
    assertThat(host.pmta("show", "queues", "--paused=yes").out())
        .contains("/b ", "Recipient Events (deliveries:")
        .endsWith("4 of 4 matching queues.\n");
    assertThat(host.pmta("show", "queues", "*/a", "--maxitems=2").out())
        .endsWith("2 of 4 matching queues.\n");
    assertThat(host.pmta("schedule", "*/a").out()).isEqualTo("4 of 8 matching queues scheduled.\n");
  }

  @Test
  void showsStatusForPeopleAndForParsers() {
    host.pass(Duration.ofHours(30));
    assertThat(host.pmta("show", "status").out())
        .endsWith("Status    running    Started  2026-03-01 00:00:00    Uptime  1 06:00:00\n");
    assertThat(host.pmta("--dom", "show", "status").out())
        .contains("status.status=\"running\"\n")
        .contains("status.startupTime=\"2026-03-01 00:00:00\"\n")
        .containsPattern("status\\.queue\\.smtp\\.rcp=\"\\d+\"\n");
  }

  @Test
  void answersInJsonAndXmlWithTheirEnvelopes() {
    assertThat(host.pmta("--json", "reload").out())
        .isEqualTo(
            "{\"data\":{},\"status\":\"success\",\"message\":\"Configuration reloaded.\"}\n");
    assertThat(host.pmta("--json", "show", "settings", "x.com/a").out())
        .contains("\"max-smtp-msg-rate\":\"50/d\"", "\"status\":\"success\"");
    assertThat(host.pmta("--xml", "show", "version").out())
        .startsWith("<rsp><data><mta><product>")
        .endsWith("</data><succ/></rsp>\n");
    host.write("max-cap \"<1>\"\n");
    Output refused = host.pmta("--json", "test", "config");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out())
        .isEqualTo(
            "{\"data\":{},\"status\":\"error\",\"message\":\"Error in line 3 of /etc/pmta/config: unknown directive \\\"max-cap\\\"\"}\n");
  }

  @Test
  void pausesAndResumesByPattern() {
    assertThat(host.pmta("pause", "queue", "gmail.com/*"))
        .isEqualTo(Output.ok("Queue(s) paused.\n"));
    assertThat(host.mta.running().vmtas().get("a").paused()).isFalse();
    host.pmta("pause", "queue", "*/*");
    assertThat(host.mta.running().vmtas().get("a").paused()).isTrue();
    assertThat(host.pmta("resume", "queue", "*/a")).isEqualTo(Output.ok("Queue(s) resumed.\n"));
    assertThat(host.mta.running().vmtas().get("a").paused()).isFalse();
    assertThat(host.mta.running().vmtas().get("b").paused()).isTrue();
    assertThat(host.pmta("pause", "queue").exitCode()).isEqualTo(1);
  }
}
