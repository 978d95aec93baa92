package io.emailengine.sandbox.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerMtaConfigTest {
  private static final String PATH = "/etc/pmta/config";
  private static final String VMTA =
      "<virtual-mta a>\nsmtp-source-host 192.0.2.1 a.example\n</virtual-mta>\n";

  @TempDir Path root;

  private PowerMtaConfig load(String text) throws ConfigException {
    put(PATH, text);
    return PowerMtaConfig.loadFragment(new DirectoryFiles(root), PATH);
  }

  private void put(String path, String text) {
    try {
      Path file = new DirectoryFiles(root).locate(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "host-name mta.example # a comment",
        "\t host-name\tmta.example\r",
        "<domain *>\nmax-msg-rate 100/15m\n</domain>",
        "<domain [*.]example.com>\nqueue-to \"\"\n</domain>",
        "<domain *>\nretry-after 10m,1h,1w2d12h\n</domain>",
        "<mx-rollup-list >\nmx *.google.com gmail.rollup\n</mx-rollup-list>",
        "<domain *>\nmax-cold-virtual-mta-msg 1/day,2/day\n</domain>",
        "<smtp-pattern-list x>\nreply /with \\/ and blanks/ mode=backoff,reenable-after=1h\n</smtp-pattern-list>",
        "<bounce-category-patterns>\n/a \"b\\\\ c/ other\n// other\n</bounce-category-patterns>",
        "<acct-file |/usr/bin/feed --fast>\nrecords d,b\n</acct-file>",
        "domain-macro a x.com, y.com\ndomain-macro b $a, z.com\n<domain $b>\nmax-smtp-out 1\n</domain>",
        "<pattern-list p>\nmail-from /x/ virtual-mta=a\n</pattern-list>\n<source 0/0>\npattern-list p\n</source>",
        "<virtual-mta v6>\nsmtp-source-host 2001:db8::1 a.example\n<domain *>\ndkim-sign yes\n</domain>\n</virtual-mta>",
        "<signals>\nanything goes here\n</signals>"
      })
  void acceptsWhatTheGuideDescribes(String text) {
    assertThatCode(() -> load(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1|max-cap 5|unknown directive \"max-cap\"",
        "1|max-msg-rate 5/d|\"max-msg-rate\" is not allowed in global scope",
        "1|host-name|argument missing",
        "1|host-name # mta.example|argument missing",
        "1|host-name a b|unexpected \"b\"",
        "1|host-name a<b|expected host name",
        "1|log-file \"/var/log|missing closing quote",
        "2|<virtual-mta a>;max-msg-rate 5/d;</virtual-mta>|not allowed in virtual-mta scope",
        "1|<virtual-mta a>;smtp-source-host 192.0.2.1 a.example|no closing tag for <virtual-mta>",
        "2|<virtual-mta a>;</domain>|unexpected </domain> inside <virtual-mta>",
        "1|</domain>|unexpected </domain>",
        "1|<virtual-mta>;</virtual-mta>|argument missing",
        "1|<domain a.com b.com>;</domain>|unexpected \"b.com\"",
        "1|<vmta a>;</vmta>|unknown directive <vmta>",
        "1|<domain *|missing > of a tag",
        "2|<domain *>;<virtual-mta a>;</virtual-mta>;</domain>|<virtual-mta> is not allowed in domain scope",
        "2|<virtual-mta a>;smtp-source-host a.example 192.0.2.1;</virtual-mta>|expected IP address",
        "2|<virtual-mta a>;smtp-source-host 192.0.2.1;</virtual-mta>|argument missing",
        "2|<virtual-mta a>;smtp-source-host 192.0.2.1 a..b;</virtual-mta>|expected host name",
        "2|<virtual-mta a>;smtp-source-host 192.0.2.300 a.b;</virtual-mta>|expected IP address",
        "2|<virtual-mta a>;max-smtp-msg-rate 50;</virtual-mta>|expected rate",
        "2|<virtual-mta a>;max-smtp-msg-rate 50/y;</virtual-mta>|expected rate",
        "2|<virtual-mta a>;max-smtp-msg-rate -1/d;</virtual-mta>|expected rate",
        "2|<virtual-mta a>;max-smtp-msg-rate 0/d;</virtual-mta>|expected rate",
        "2|<virtual-mta a>;domain-key s,d,f,x;</virtual-mta>|expected SELECTOR,DOMAIN,FILE",
        "2|<domain *>;bounce-after soon;</domain>|expected time interval",
        "2|<domain *>;retry-after 10m, 20m;</domain>|unexpected \"20m\"",
        "2|<domain *>;dkim-sign maybe;</domain>|expected yes or no",
        "2|<domain *>;max-smtp-out 99999999999;</domain>|expected number",
        "2|<domain *>;type carrier-pigeon;</domain>|expected one of smtp",
        "1|<domain a b>;</domain>|unexpected \"b\"",
        "1|<domain a@b>;</domain>|invalid domain",
        "1|<domain $nope>;</domain>|undefined domain-macro \"nope\"",
        "1|domain-macro a $b;domain-macro b $a|domain-macro loop",
        "3|<virtual-mta a>;</virtual-mta>;<virtual-mta a>;</virtual-mta>|duplicate virtual-mta \"a\"",
        "3|<virtual-mta a>;</virtual-mta>;<virtual-mta-pool a>;</virtual-mta-pool>|duplicate virtual-mta-pool",
        "2|<virtual-mta-pool p>;virtual-mta a;</virtual-mta-pool>|undefined virtual-mta \"a\"",
        "2|<virtual-mta-pool p>;weight 5;</virtual-mta-pool>|unknown directive",
        "2|<source 0/0>;pattern-list p;</source>;<pattern-list p>;</pattern-list>|undefined pattern-list \"p\"",
        "2|<domain *>;smtp-pattern-list none;</domain>|undefined smtp-pattern-list",
        "2|<smtp-pattern-list x>;reply /open mode=backoff;</smtp-pattern-list>|missing closing /",
        "2|<smtp-pattern-list x>;reply /x/ mode=fast;</smtp-pattern-list>|unknown action \"mode=fast\"",
        "2|<mx-rollup-list>;mx *.google.com gmail;</mx-rollup-list>|expected NAME.rollup",
        "1|include missing.conf|cannot open include file \"/etc/pmta/missing.conf\"",
        "2|<virtual-mta-pool p>;include x.conf;</virtual-mta-pool>|\"include\" is not allowed in virtual-mta-pool scope"
      })
  void refusesWithFileLineAndReason(String row) {
    String[] cells = row.split("\\|", 3);
    assertThatThrownBy(() -> load(cells[1].replace(';', '\n')))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Error in line " + cells[0] + " of /etc/pmta/config: ")
        .hasMessageContaining(cells[2]);
  }

  @Test
  void refusesHostNamesThatBreakOutOfTheirLine() {
    for (String name : List.of("a\u0000b", "a\u2028b", "a\u00a0b", "ä.example", "a".repeat(300))) {
      assertThatThrownBy(() -> load(VMTA.replace("a.example", name)))
          .as(name)
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("Error in line 2 of ");
    }
  }

  @Test
  void requiresALogFileAndASpool() {
    put(PATH, "log-file /var/log/pmta/log\n");
    assertThatThrownBy(() -> PowerMtaConfig.load(new DirectoryFiles(root), PATH))
        .hasMessage("Error in line 1 of /etc/pmta/config: spool missing");
    assertThatThrownBy(() -> PowerMtaConfig.load(new DirectoryFiles(root), "/nowhere"))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void namesTheIncludedFileThatIsWrong() {
    put(
        "/etc/pmta/email-engine/vmtas.conf",
        VMTA + "\n<virtual-mta b>\nsmtp-source-host b\n</virtual-mta>\n");
    assertThatThrownBy(() -> load("host-name x\ninclude email-engine/vmtas.conf\n"))
        .hasMessage(
            "Error in line 6 of /etc/pmta/email-engine/vmtas.conf: expected IP address instead of \"b\"");
    put("/etc/pmta/email-engine/vmtas.conf", VMTA + VMTA);
    assertThatThrownBy(() -> load("include email-engine/vmtas.conf\n"))
        .hasMessageStartingWith("Error in line 4 of /etc/pmta/email-engine/vmtas.conf: duplicate");
  }

  @Test
  void takesIncludesInBlocksByGlobAndRelativeToTheIncludingFile() throws ConfigException {
    put("/etc/pmta/d/one.conf", "include two/body\n");
    put("/etc/pmta/d/.hidden.conf", "nonsense\n");
    put("/etc/pmta/d/two/body", "max-smtp-out 7\n");
    PowerMtaConfig config = load("<domain *>\ninclude /etc/pmta/d/*.conf\n</domain>\n");
    assertThat(config.queueSettings("x.com", "")).containsEntry("max-smtp-out", "7");
    assertThatCode(() -> load("include /etc/pmta/none/*.conf\n")).doesNotThrowAnyException();
  }

  @Test
  void endsALoopOfIncludesAndBlocksThatSpanFiles() {
    assertThatThrownBy(() -> load("include config\n"))
        .hasMessageContaining("too many nested includes");
    put("/etc/pmta/half", "</virtual-mta>\n");
    assertThatThrownBy(() -> load("<virtual-mta a>\ninclude half\n"))
        .hasMessage("Error in line 1 of /etc/pmta/half: unexpected </virtual-mta>");
  }

  @Test
  void virtualMtaBeatsPoolBeatsGlobalAndTheClosestPatternWins() throws ConfigException {
    PowerMtaConfig config =
        load(
            """
            domain-macro isp gmail.com, mail.example.org
            <domain *>
              max-smtp-out 1
              max-msg-rate 1/h
              bounce-after 1d
            </domain>
            <domain $isp>
              max-smtp-out 2
            </domain>
            <domain gmail.com>
              max-smtp-out 3
            </domain>
            <domain *.example.org>
              max-smtp-out 4
            </domain>
            <domain [*.]org>
              max-smtp-out 5
            </domain>
            <virtual-mta a>
              <domain *>
                max-msg-rate 2/h
              </domain>
              <domain gmail.com>
                max-msg-rate 3/h
              </domain>
            </virtual-mta>
            <virtual-mta b>
            </virtual-mta>
            <virtual-mta-pool p>
              virtual-mta a
              virtual-mta b
              max-smtp-msg-rate 100/d
              <domain *>
                max-msg-rate 4/h
                bounce-after 2d
              </domain>
            </virtual-mta-pool>
            """);
    Map<String, String> global = config.queueSettings("Gmail.com", "");
    assertThat(global).containsEntry("max-smtp-out", "3").containsEntry("max-msg-rate", "1/h");
    assertThat(global).containsEntry("backoff-max-msg-rate", "1/h").containsEntry("queue-to", "");
    assertThat(config.queueSettings("mail.example.org", "")).containsEntry("max-smtp-out", "2");
    assertThat(config.queueSettings("x.example.org", "")).containsEntry("max-smtp-out", "4");
    assertThat(config.queueSettings("example.org", "")).containsEntry("max-smtp-out", "5");
    assertThat(config.queueSettings("gmail.com", "a"))
        .containsEntry("max-msg-rate", "3/h")
        .containsEntry("bounce-after", "2d")
        .containsEntry("max-smtp-out", "3");
    assertThat(config.queueSettings("x.com", "a")).containsEntry("max-msg-rate", "2/h");
    assertThat(config.queueSettings("gmail.com", "b")).containsEntry("max-msg-rate", "4/h");
    assertThat(config.messageRate("b"))
        .hasValueSatisfying(rate -> assertThat(rate.perDay()).isEqualTo(100));
    assertThat(config.virtualMtaSettings("a")).containsEntry("max-smtp-msg-rate", "100/d");
  }

  @Test
  void aVirtualMtaInTwoPoolsWithDomainsIsRefused() {
    String pool =
        "<virtual-mta-pool P>\nvirtual-mta a\n<domain *>\nmax-smtp-out 1\n</domain>\n</virtual-mta-pool>\n";
    assertThatCode(() -> load(VMTA + pool.replace("P", "p"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> load(VMTA + pool.replace("P", "p") + pool.replace("P", "q")))
        .hasMessageContaining("more than one pool");
  }
}
