package io.emailengine.activities.pmta.config.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.VmtaName;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdoptionTest {
  private static final String PATH = "/etc/pmta/email-engine/engine.config";

  @Test
  void movesVmtasAndPoolsAndKeepsEveryOtherByte() {
    AdoptionPlan plan = plan(Fixtures.text("backup-cold.config"));

    assertThat(OneFile.after(plan)).isEqualTo(Fixtures.text("backup-cold.adopted.config"));
  }

  @Test
  void reportsWhatItFound() {
    String text = Fixtures.text("backup-cold.config");
    AdoptionPlan plan = plan(text);

    assertThat(plan.vmtas()).hasSize(2);
    ImportedVmta first = plan.vmtas().get(0);
    assertThat(first.name()).isEqualTo(new VmtaName("pmta-vmta0"));
    assertThat(first.address()).contains(new IpAddress("46.62.168.55"));
    assertThat(first.sources().get(0).hostname()).isEqualTo("mail0.example.com");
    assertThat(first.dailyCap()).isEmpty();
    assertThat(first.domainKeys())
        .containsExactly(
            new DomainKey("mail", "example.com", "/etc/pmta/dkim/mail.example.com.pem"));
    assertThat(first.dkimSign()).isTrue();
    assertThat(first.hasDomainBlocks()).isTrue();
    assertThat(text.substring(first.offset())).startsWith(first.text().value());
    assertThat(plan.pools()).hasSize(1);
    assertThat(plan.pools().get(0).members())
        .containsExactly(new VmtaName("pmta-vmta0"), new VmtaName("pmta-vmta1"));
    assertThat(plan.hostName()).contains(new HostName("mta7.example.net"));
    assertThat(plan.bounceAfter()).isEqualTo(Duration.ofHours(108));
    assertThat(plan.fedNames()).containsExactlyInAnyOrder("pmta-pool", "pmta-vmta1");
    assertThat(plan.processesXVirtualMta()).isTrue();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void theOriginalFileCanBePutTogetherAgain() {
    String text = Fixtures.text("backup-cold.config");
    AdoptionPlan plan = plan(text);
    String without = OneFile.after(plan).replace("include " + PATH + "\n", "");

    StringBuilder restored = new StringBuilder(without);
    plan.vmtas().forEach(vmta -> restored.insert(vmta.offset(), vmta.text().value()));
    plan.pools().forEach(pool -> restored.insert(pool.offset(), pool.text().value()));
    assertThat(restored.toString()).isEqualTo(text);
  }

  @Test
  void appendsTheIncludeLineWhereThereIsNothingToMove() {
    assertThat(newFile("")).isEqualTo("include " + PATH + "\n");
    assertThat(newFile("spool /x\n")).isEqualTo("spool /x\ninclude " + PATH + "\n");
    assertThat(newFile("spool /x")).isEqualTo("spool /x\ninclude " + PATH + "\n");
    assertThat(newFile("a 1\r\nb 2")).isEqualTo("a 1\r\nb 2\r\ninclude " + PATH + "\r\n");
  }

  @Test
  void keepsWindowsLineEndsAndAMissingLastOne() {
    String text =
        "a 1\r\n<virtual-mta v>\r\n</virtual-mta>\r\n\r\nb 2\r\n<virtual-mta w>\r\n</virtual-mta>";

    assertThat(newFile(text)).isEqualTo("a 1\r\ninclude " + PATH + "\r\n\r\nb 2\r\n");
    assertThat(plan(text).vmtas().get(1).text().value())
        .isEqualTo("<virtual-mta w>\r\n</virtual-mta>");
  }

  @Test
  void readsADailyCapThatStands() {
    AdoptionPlan plan = plan("<virtual-mta v>\n max-smtp-msg-rate 400/d # total\n</virtual-mta>\n");

    assertThat(plan.vmtas().get(0).dailyCap()).contains(new DailyCap(400));
  }

  @Test
  void takesTheShortestBounceAfter() {
    assertThat(plan("").bounceAfter()).isEqualTo(Duration.ofHours(108));
    assertThat(plan("<domain *>\n bounce-after 7d\n</domain>\n").bounceAfter())
        .isEqualTo(Duration.ofDays(7));
    assertThat(plan("<domain a>\n bounce-after 7d\n</domain>\n").bounceAfter())
        .isEqualTo(Duration.ofHours(108));
    assertThat(
            plan("<virtual-mta v>\n<domain *>\n bounce-after 1d12h\n</domain>\n</virtual-mta>\n")
                .bounceAfter())
        .isEqualTo(Duration.ofHours(36));
  }

  @Test
  void saysThatAFileIsAdoptedAndFindsNothingNew() {
    String text = Fixtures.text("backup-cold.adopted.config");
    AdoptionResult result = OneFile.plan(text, PATH, known());

    assertThat(result).isInstanceOf(AlreadyAdopted.class);
    AlreadyAdopted adopted = (AlreadyAdopted) result;
    assertThat(adopted.nothingNew()).isTrue();
    assertThat(text.split("\n")[adopted.includeLine() - 1]).isEqualTo("include " + PATH);
    assertThat(adopted.additions().files()).isEmpty();
    assertThat(adopted.additions().warnings()).isEmpty();
  }

  @Test
  void importsWhatTheOperatorAddedSince() {
    String text = Fixtures.text("backup-cold.adopted.config");
    String added =
        "<virtual-mta late>\n smtp-source-host 198.51.100.9 m.example.com\n</virtual-mta>\n"
            + "<virtual-mta-pool late-pool>\n virtual-mta late\n virtual-mta pmta-vmta0\n</virtual-mta-pool>\n";
    AlreadyAdopted adopted = (AlreadyAdopted) OneFile.plan(text + added, PATH, known());

    assertThat(adopted.nothingNew()).isFalse();
    assertThat(adopted.additions().vmtas())
        .extracting(vmta -> vmta.name().value())
        .containsExactly("late");
    assertThat(adopted.additions().pools()).hasSize(1);
    assertThat(adopted.additions().warnings()).isEmpty();
    assertThat(OneFile.after(adopted.additions())).isEqualTo(text);
  }

  @Test
  void leavesAnAdditionThatTakesANameOfTheEngineWhereItIs() {
    String text =
        Fixtures.text("backup-cold.adopted.config") + "<virtual-mta PMTA-vmta0>\n</virtual-mta>\n";
    AlreadyAdopted adopted = (AlreadyAdopted) OneFile.plan(text, PATH, known());

    assertThat(adopted.nothingNew()).isTrue();
    assertThat(adopted.additions().staying())
        .extracting(StayingBlock::name)
        .containsExactly("PMTA-vmta0");
    assertThat(adopted.additions().warnings())
        .extracting(AdoptWarning::code)
        .contains("duplicate-name");
  }

  @ParameterizedTest
  @CsvSource({
    "'<virtual-mta v>\n<domain *>\nmax-cold-virtual-mta-msg 400/day\n</domain>\n</virtual-mta>\n', no-op-cold-quota, 3",
    "'<virtual-mta v>\nsmtp-source-host m.example.com 192.0.2.1\n</virtual-mta>\n', source-host-swapped, 2",
    "'<virtual-mta v>\nsmtp-source-host 192.0.2.0/24 m.example.com\n</virtual-mta>\n', source-host-unreadable, 2",
    "'<virtual-mta v>\nsmtp-source-host 192.0.2.1\n</virtual-mta>\n', source-host-unnamed, 2",
    "'<virtual-mta v>\nsmtp-source-host 192.0.2.1 a\nsmtp-source-host 192.0.2.2 b\n</virtual-mta>\n', several-addresses, 1",
    "'<virtual-mta v>\n</virtual-mta>\n', no-source-host, 1",
    "'<virtual-mta v>\nsmtp-source-host 192.0.2.1 a\n</virtual-mta>\n<virtual-mta w>\nsmtp-source-host 192.0.2.1 a\n</virtual-mta>\n', address-used-twice, 5",
    "'<virtual-mta v>\nmax-smtp-msg-rate 100/h\n</virtual-mta>\n', rate-not-daily, 2",
    "'<virtual-mta v>\nmax-smtp-msg-rate 100/d\nmax-smtp-msg-rate 50/d\n</virtual-mta>\n', rate-given-twice, 3",
    "'<virtual-mta v>\ndomain-key a,$b,/c\n</virtual-mta>\n', domain-key-not-copied, 2",
    "'<virtual-mta-pool p>\nvirtual-mta gone\n</virtual-mta-pool>\n', pool-names-undefined-vmta, 2",
    "'<virtual-mta-pool p>\nvirtual-mta a weight 5\n</virtual-mta-pool>\n', pool-member-options, 2",
    "'<virtual-mta-pool p>\n</virtual-mta-pool>\n', pool-empty, 1",
    "'<domain a>\n</domain>\n<domain A>\n</domain>\n', duplicate-domain-block, 3",
    "'<source 0/0>\ndefault-virtual-mta gone\n</source>\n', feeds-undefined-name, 2",
    "'host-name b_d\n', host-name-unreadable, 1",
    "'<domain a>\nbounce-after soon\n</domain>\n', bounce-after-unreadable, 2",
  })
  void warnsOfWhatIsStrange(String text, String code, int line) {
    assertThat(plan(text).warnings())
        .anySatisfy(
            warning -> {
              assertThat(warning.code()).isEqualTo(code);
              assertThat(warning.line()).isEqualTo(line);
              assertThat(warning.file()).isEqualTo("/etc/pmta/config");
            });
  }

  @Test
  void aVmtaWithSeveralAddressesHasNoAddressToManageItBy() {
    AdoptionPlan plan =
        plan(
            "<virtual-mta v>\nsmtp-source-host 192.0.2.1 a\nsmtp-source-host 192.0.2.2 b\n</virtual-mta>\n");

    assertThat(plan.vmtas().get(0).address()).isEmpty();
    assertThat(plan.vmtas().get(0).sources()).hasSize(2);
  }

  @Test
  void refusesAnIncludePathThatIsNotPlain() {
    for (String path : new String[] {"engine.config", "/a b", "/a#b", "/a\nb", "/*", "/a\"b"}) {
      assertThatThrownBy(() -> OneFile.plan("", path, EngineNames.NONE))
          .isInstanceOf(InvalidValueException.class);
    }
  }

  private static EngineNames known() {
    return new EngineNames(Set.of("pmta-vmta0", "pmta-vmta1"), Set.of("pmta-pool"));
  }

  private static String newFile(String text) {
    return OneFile.after(plan(text));
  }

  private static AdoptionPlan plan(String text) {
    AdoptionResult result = OneFile.plan(text, PATH, EngineNames.NONE);
    assertThat(result).isInstanceOf(AdoptionPlan.class);
    return (AdoptionPlan) result;
  }
}
