package io.emailengine.activities.pmta.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The longer answers of {@code pmta}, in the shapes of the vendor's guide. */
class ShowTextsTest {
  private static final String SETTINGS =
      """
      Virtual MTA Settings
      --------------------
      max-smtp-msg-rate   50/d
      max-smtp-out        unlimited

      Queue Settings
      --------------
      auth-password                ""
      bounce-after                 4d12h
      dkim-sign                    yes
      max-cold-virtual-mta-msg     0/d
      max-errors-per-connection    42
      max-smtp-out                 20
      smtp-greeting                "hello there"
      """;

  private static final String VMTAS =
      """
      name          domains    #rcpt  % total    kbytes  conn
      --------------------------------------------------------
      {default}           0        0      0.0       0.0     0
      pmta-vmta0         12    1,204     83.3     512.4     7
      pmta-vmta1          3      241     16.7      98.0     0

      3 of 3 virtual MTAs.
      """;

  @Test
  void readsBothBlocksOfSettings() {
    Settings settings = SettingsText.parse(SETTINGS).orElseThrow();
    assertThat(settings.dailyCap()).hasValue(50);
    assertThat(settings.unlimited()).isFalse();
    assertThat(settings.virtualMta()).hasSize(2);
    assertThat(settings.queueSetting("max-errors-per-connection")).contains("42");
    assertThat(settings.queueSetting("max-smtp-out")).contains("20");
    assertThat(settings.queueSetting("auth-password")).contains("");
    assertThat(settings.queueSetting("smtp-greeting")).contains("hello there");
    assertThat(settings.queueSetting("none")).isEmpty();
  }

  @Test
  void readsTheDailyCapHoweverTheDayIsWritten() {
    for (String day : List.of("200/d", "200/day", "200/1d", "200/24h")) {
      assertThat(rate(day).dailyCap()).as(day).hasValue(200);
    }
    assertThat(rate("unlimited").dailyCap()).isEmpty();
    assertThat(rate("unlimited").unlimited()).isTrue();
    assertThat(rate("10/h").dailyCap()).isEmpty();
    assertThat(rate("10/h").unlimited()).isFalse();
  }

  private static Settings rate(String rate) {
    return new Settings(Map.of("max-smtp-msg-rate", rate), Map.of());
  }

  @Test
  void takesNoOtherTextForSettings() {
    assertThat(SettingsText.parse("")).isEmpty();
    assertThat(SettingsText.parse("max-smtp-msg-rate 50/d")).isEmpty();
  }

  @Test
  void readsQueuedRecipientsByVirtualMta() {
    assertThat(VmtaTable.recipients(VMTAS).orElseThrow())
        .containsOnly(
            Map.entry("{default}", 0L),
            Map.entry("pmta-vmta0", 1204L),
            Map.entry("pmta-vmta1", 241L));
  }

  @Test
  void findsTheColumnByItsHeader() {
    String swapped =
        """
        name      kbytes   #rcpt
        ------------------------
        vmta-a       9.5       3

        1 of 1 virtual MTAs.
        """;
    assertThat(VmtaTable.recipients(swapped).orElseThrow()).containsOnly(Map.entry("vmta-a", 3L));
  }

  @Test
  void takesNoIncompleteTable() {
    assertThat(VmtaTable.recipients(VMTAS.replace("3 of 3", "3 of 9"))).isEmpty();
    assertThat(VmtaTable.recipients(VMTAS.replace("3 of 3", "4 of 4"))).isEmpty();
    assertThat(VmtaTable.recipients(VMTAS.substring(0, VMTAS.indexOf("3 of 3")))).isEmpty();
    assertThat(VmtaTable.recipients(VMTAS.replace("241", "2.4M"))).isEmpty();
    assertThat(VmtaTable.recipients("")).isEmpty();
  }

  @Test
  void readsDomLines() {
    String text =
        """
        mta.product.version="5.0"
        status.startupTime="2026-01-05 07:00:01"
        status.status="running"
        status.queue.smtp.rcp="655"
        odd line
        """;
    assertThat(DomText.parse(text))
        .containsEntry("status.startupTime", "2026-01-05 07:00:01")
        .containsEntry("status.queue.smtp.rcp", "655")
        .hasSize(4);
  }

  @Test
  void readsAddressesAndZones() {
    String text =
        """
        1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
        2: eth0    inet 95.216.179.163/26 brd 95.216.179.191 scope global eth0
        2: eth0    inet6 2a01:4f9:2a:1::2/64 scope global
        3: tun0    inet 10.0.0.1 peer 10.0.0.2/32 scope global tun0
        """;
    assertThat(HostFactsReader.addresses(text))
        .containsExactly("127.0.0.1", "95.216.179.163", "2a01:4f9:2a:1::2", "10.0.0.1");
    assertThat(HostFactsReader.zone("Europe/Berlin\n")).contains("Europe/Berlin");
    assertThat(HostFactsReader.zone("/usr/share/zoneinfo/Etc/UTC\n")).contains("Etc/UTC");
    assertThat(HostFactsReader.zone("/etc/localtime")).isEmpty();
  }

  @Test
  void letsOnlyNamesIntoCommands() {
    assertThat(QueueNames.requireQueue("example.com/pmta-vmta0")).isNotEmpty();
    assertThat(QueueNames.requireQueue("generation.email-engine.invalid")).isNotEmpty();
    for (String wrong : List.of("", "a b", "a/b/c", "x;y", "$(x)/a", "--all/x", "a/-b", "a/\n")) {
      assertThatThrownBy(() -> QueueNames.requireQueue(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> QueueNames.requireVmta("a".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QueueNames.requireVmta("*"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
