package io.emailengine.sandbox.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What configurations of real hosts hold that no sample does. */
class WildConfigTest {
  private static final String PATH = "/etc/pmta/config";
  private static final Dialect OLD = Dialect.strict().withVersion(PmtaVersion.V4_5);

  @TempDir Path root;

  private PowerMtaConfig load(String text, Dialect dialect) throws ConfigException {
    put(PATH, text.getBytes(StandardCharsets.UTF_8));
    return PowerMtaConfig.loadFragment(new DirectoryFiles(root), PATH, dialect);
  }

  private PowerMtaConfig strict(String text) throws ConfigException {
    return load(text, Dialect.strict());
  }

  private void put(String path, byte[] bytes) {
    try {
      Path file = new DirectoryFiles(root).locate(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String path, String text) {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<spool /var/spool/a>\ndeliver-only no\n</spool>",
        "<source-group g>\nmax-smtp-in 5\n</source-group>",
        "<smtp-user u>\npassword \"a b\"\n</smtp-user>",
        "<smtp-listener 0/0:25>\nawait-slot yes\n</smtp-listener>\nsmtp-listener 0/0:26",
        "<pattern-list a>\n<pattern-list b>\nrcpt-to /x/ virtual-mta=v\n</pattern-list>\n</pattern-list>",
        "<bounce-processor>\ndeliver-email no\n<address-list>\naddress /b@x/\n</address-list>\n</bounce-processor>",
        "<feedback-loop-processor>\n<address-list>\ndomain fbl.example.com\n</address-list>\n</feedback-loop-processor>",
        "<address-list named>\naddress a@b.c\n</address-list>",
        "<email-patterns e>\nbody-pattern-file /x\n</email-patterns>",
        "<rewrite-list r>\nfrom-domain a b\n</rewrite-list>",
        "<domain-key-list k>\ndomain-key s,*,/k.pem\n</domain-key-list k>",
        "<dns>\nprecached-max-domains 5\n</dns>",
        "<proxy p>\nanything at all\n</proxy>",
        "<vault>\nx y\n<inner z>\nw\n</inner>\n</vault>",
        "<transmissions-api>\nlog-data no\n</transmissions-api>",
        "<transmissions-api-listener 0/0:81>\ntls-allow-tlsv1 no\n</transmissions-api-listener>",
        "<signals-filter f>\nx\n</signals-filter>",
        "< domain   gmail.com >\n\tmax-smtp-out\t5\n</ domain >",
        "<virtual-mta a>\n</virtual-mta a>",
        "<domain *> # why\nmax-smtp-out 1 # because\n</domain> # done",
        "http-access 0/0 none\nhttp-access 0/0 none",
        "<domain *>\nmax-smtp-out 1\n</domain>\n<domain *>\nmax-smtp-out 2\n</domain>"
      })
  void takesEveryBlockInOddClothes(String text) {
    assertThatCode(() -> strict(text)).doesNotThrowAnyException();
    assertThatCode(() -> strict(text.replace("\n", "\r\n"))).doesNotThrowAnyException();
  }

  @Test
  void readsMacrosThatNestCrossAndWrap() throws ConfigException {
    PowerMtaConfig config =
        strict(
            """
            domain-macro isp
              yahoo, ymail   # the rest follows
            domain-macro tld com,

              # Europe
              co.uk,
              fr
            domain-macro all $isp.$tld, aol.com,
            host-name mta.example
            <domain $all>
              max-smtp-out 3
            </domain>
            <domain mail.$isp.org>
              max-smtp-out 4
            </domain>
            domain-key s,mail.$tld,/k.pem
            """);
    for (String domain : new String[] {"yahoo.fr", "ymail.co.uk", "yahoo.com", "aol.com"}) {
      assertThat(config.queueSettings(domain, "")).containsEntry("max-smtp-out", "3");
    }
    assertThat(config.queueSettings("mail.ymail.org", "")).containsEntry("max-smtp-out", "4");
    assertThat(EffectiveSettings.of(config).sections().get("global"))
        .containsEntry("host-name", "mta.example");
  }

  @Test
  void refusesMacrosThatAreMissingInAKeyOrHaveNoList() {
    assertThatThrownBy(() -> strict("domain-key s,$nope,/k.pem\n"))
        .hasMessage("Error in line 1 of /etc/pmta/config: undefined domain-macro \"nope\"");
    assertThatThrownBy(() -> strict("domain-macro isp\n<domain $isp>\n</domain>\n"))
        .hasMessage("Error in line 1 of /etc/pmta/config: argument missing");
  }

  @Test
  void readsBytesThatAreNotUtf8() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("postmaster caf".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {(byte) 0xE9, (byte) 0x93, ' ', '#', (byte) 0xFF, '\n'});
    put(PATH, bytes.toByteArray());
    PowerMtaConfig one = PowerMtaConfig.loadFragment(new DirectoryFiles(root), PATH);
    put(PATH, new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1).replace('\u0093', 'x'));
    PowerMtaConfig other = PowerMtaConfig.loadFragment(new DirectoryFiles(root), PATH);
    assertThat(EffectiveSettings.of(one)).isNotEqualTo(EffectiveSettings.of(other));
  }

  @Test
  void includesByGlobsInFoldersAndKnowsNoWeb() throws ConfigException {
    put("/etc/pmta/conf.d/10/a.conf", "host-name a.example\n");
    put("/etc/pmta/conf.d/20/b.conf", "host-name b.example\n");
    put("/etc/pmta/conf.d/20/{b}.conf", "postmaster b\n");
    assertThat(
            EffectiveSettings.of(strict("include conf.d/*/?.conf\ninclude conf.d/[0-9]*/{b}.c*"))
                .sections()
                .get("global"))
        .containsEntry("host-name", "a.example\nb.example")
        .containsEntry("postmaster", "b");
    assertThatThrownBy(() -> strict("include https://example.com/pmta.conf"))
        .hasMessageContaining("cannot open include file \"https://example.com/pmta.conf\"");
  }

  @Test
  void loadsTheVendorsDefaultsBeforeTheRest() throws ConfigException {
    put(PATH + "-defaults", "<domain *>\nmax-smtp-out 9\nbounce-after 1d\n</domain>\n");
    PowerMtaConfig config = strict("<domain *>\nmax-smtp-out 5\n</domain>\n");
    assertThat(config.queueSettings("x.com", ""))
        .containsEntry("max-smtp-out", "5")
        .containsEntry("bounce-after", "1d");
    put(PATH + "-defaults", "nonsense\n");
    assertThatThrownBy(() -> strict(""))
        .hasMessageStartingWith("Error in line 1 of /etc/pmta/config-defaults: ");
  }

  @Test
  void warnsOfWhatItDoesNotKnowIfItMay() throws ConfigException {
    String text =
        "max-cap 5\n<virtual-mta a>\nmax-msg-rate 5/d\n<odd x>\ny\n</odd>\n</virtual-mta>\n";
    PowerMtaConfig config = load(text, Dialect.lenient());
    assertThat(config.warnings())
        .containsExactly(
            "Error in line 1 of /etc/pmta/config: unknown directive \"max-cap\"",
            "Error in line 3 of /etc/pmta/config: \"max-msg-rate\" is not allowed in virtual-mta scope",
            "Error in line 4 of /etc/pmta/config: unknown directive <odd>");
    assertThat(config.virtualMtas()).containsExactly("a");
    assertThat(config.messageRate("a")).isEmpty();
    assertThatThrownBy(() -> load("<domain *>\nmax-smtp-out x\n</domain>\n", Dialect.lenient()))
        .as("what it knows is checked all the same")
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void mergesDuplicatesIfItMay() throws ConfigException {
    String text =
        "<virtual-mta a>\nmax-smtp-msg-rate 5/d\n</virtual-mta>\n"
            + "<virtual-mta a>\nsmtp-source-host 192.0.2.1 x.example\nmax-smtp-msg-rate 6/d\n</virtual-mta>\n";
    PowerMtaConfig config = load(text, Dialect.lenient());
    assertThat(config.sources("a")).hasSize(1);
    assertThat(config.virtualMtaSettings("a")).containsEntry("max-smtp-msg-rate", "6/d");
    assertThat(config.warnings()).hasSize(1);
    assertThatThrownBy(
            () -> load(text + "<virtual-mta-pool a>\n</virtual-mta-pool>\n", Dialect.lenient()))
        .hasMessageContaining("duplicate virtual-mta-pool \"a\"");
  }

  @Test
  void theOldVersionLacksWhatTheNewOneBrought() {
    String rate = "<domain *>\nmax-msg-rate 100/15m\n</domain>\n";
    assertThatCode(() -> strict(rate)).doesNotThrowAnyException();
    assertThatThrownBy(() -> load(rate, OLD))
        .hasMessage("Error in line 2 of /etc/pmta/config: expected rate instead of \"100/15m\"");
    String cold = "<virtual-mta a>\nauto-cold-virtual-mta 192.0.2.1 a.example\n</virtual-mta>\n";
    assertThatCode(() -> load(cold, OLD)).doesNotThrowAnyException();
    assertThatThrownBy(() -> strict(cold)).hasMessageContaining("auto-cold-virtual-mta");
  }

  @Test
  void readsTenThousandVirtualMtasAndLongLines() throws ConfigException {
    String macro =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "d" + i + ".example")
            .collect(Collectors.joining(", "));
    String text =
        "domain-macro many "
            + macro
            + "\n"
            + IntStream.range(0, 10_000)
                .mapToObj(i -> "<virtual-mta v" + i + ">\nmax-smtp-msg-rate 5/d\n</virtual-mta>\n")
                .collect(Collectors.joining());
    assertThat(strict(text).virtualMtas()).hasSize(10_000);
  }
}
