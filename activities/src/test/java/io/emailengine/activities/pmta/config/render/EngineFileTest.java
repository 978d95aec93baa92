package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPoolWithMembers;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.CarriedVmta;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineFileTest {
  @Test
  void writesTheGoldenFile() throws Exception {
    Rendered rendered = EngineFile.render(Blocks.golden(12));

    assertThat(rendered.text()).isEqualTo(Fixtures.text("engine.golden.config"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(rendered.bytes());
    assertThat(rendered.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void carriesUnmanagedBlocksWithoutChangingAByte() {
    String text = EngineFile.render(Blocks.untouched(1)).text();

    Blocks.adopted().vmtas().forEach(vmta -> assertThat(text).contains("\n" + vmta.text().value()));
    Blocks.adopted().pools().forEach(pool -> assertThat(text).contains("\n" + pool.text().value()));
  }

  @Test
  void equalIntentHasOneBodyHashWhateverTheGeneration() {
    Rendered first = EngineFile.render(Blocks.golden(12));
    Rendered next = EngineFile.render(Blocks.golden(13));

    assertThat(next.bodySha256()).isEqualTo(first.bodySha256());
    assertThat(next.sha256()).isNotEqualTo(first.sha256());
    assertThat(EngineFile.render(Blocks.untouched(12)).bodySha256())
        .isNotEqualTo(first.bodySha256());
  }

  @Test
  void theOrderInWhichThingsAreGivenMeansNothing() {
    long seed = new Random().nextLong();
    System.out.println("EngineFileTest seed " + seed);
    Random random = new Random(seed);
    RenderInput input = Blocks.golden(12);
    for (int i = 0; i < 20; i++) {
      List<RenderVmta> vmtas = new ArrayList<>(input.vmtas());
      List<RenderPool> pools = new ArrayList<>(input.pools());
      Collections.shuffle(vmtas, random);
      Collections.shuffle(pools, random);
      assertThat(EngineFile.render(new RenderInput(Blocks.INSTANCE, 12, vmtas, pools)))
          .as("seed %s", seed)
          .isEqualTo(EngineFile.render(input));
    }
  }

  @Test
  void readsItsOwnHeader() {
    Rendered rendered = EngineFile.render(Blocks.golden(12));

    assertThat(EngineFile.readHeader(rendered.bytes()))
        .contains(new EngineHeader(Blocks.INSTANCE, 12, rendered.bodySha256()));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "'# email-engine'",
    "'# email-engine instance=x generation=1 body-sha256=y'",
    "' # email-engine instance=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 generation=1 body-sha256=0000000000000000000000000000000000000000000000000000000000000000'",
    "'# email-engine instance=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 generation=-1 body-sha256=0000000000000000000000000000000000000000000000000000000000000000'",
    "'# email-engine instance=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 generation=9999999999999999999 body-sha256=0000000000000000000000000000000000000000000000000000000000000000'",
  })
  void readsNoHeaderThatItDidNotWrite(String text) {
    assertThat(EngineFile.readHeader(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void noticesAnEditOfAnyByteBehindTheInstance() {
    byte[] file = EngineFile.render(Blocks.golden(12)).bytes();
    assertThat(EngineFile.isUntouched(file)).isTrue();

    for (int i = "# email-engine instance=".length() + 36; i < file.length; i++) {
      byte[] edited = file.clone();
      edited[i] ^= 1;
      assertThat(EngineFile.isUntouched(edited)).as("byte %s", i).isFalse();
    }
    assertThat(EngineFile.isUntouched(Arrays.copyOf(file, file.length - 1))).isFalse();
    assertThat(EngineFile.isUntouched(new byte[0])).isFalse();
  }

  @Test
  void replacesTheRateWhereItStands() {
    assertThat(
            capped(
                "  <virtual-mta v>\n\t\tsmtp-source-host 192.0.2.1 a\n\t\tmax-smtp-msg-rate   100/h\t# old\n  <domain *>\n    max-msg-rate 5/d\n  </domain>\n  </virtual-mta>\n"))
        .isEqualTo(
            "  <virtual-mta v>\n\t\tsmtp-source-host 192.0.2.1 a\n\t\tmax-smtp-msg-rate   70/d\t# old\n  <domain *>\n    max-msg-rate 5/d\n  </domain>\n  </virtual-mta>\n");
  }

  @Test
  void setsEveryRateLineOfAVmtaThatHasSeveral() {
    assertThat(
            capped(
                "<virtual-mta v>\nmax-smtp-msg-rate 100/h\n\nMAX-SMTP-MSG-RATE 9/d # x\n</virtual-mta>\n"))
        .isEqualTo(
            "<virtual-mta v>\nmax-smtp-msg-rate 70/d\n\nMAX-SMTP-MSG-RATE 70/d # x\n</virtual-mta>\n");
  }

  @Test
  void insertsTheRateAsTheFirstLineInTheBlocksOwnStyle() {
    assertThat(capped("<virtual-mta v>\r\n\t# é\r\n\tx 1\r\n</virtual-mta>\r\n"))
        .isEqualTo(
            "<virtual-mta v>\r\n\tmax-smtp-msg-rate 70/d\r\n\t# é\r\n\tx 1\r\n</virtual-mta>\r\n");
    assertThat(capped("  <virtual-mta v>\n  </virtual-mta>"))
        .isEqualTo("  <virtual-mta v>\n      max-smtp-msg-rate 70/d\n  </virtual-mta>\n");
  }

  @Test
  void aRateInsideADomainBlockIsNotTheTotal() {
    assertThat(
            capped(
                "<virtual-mta v>\n<domain *>\nmax-smtp-msg-rate 5/d\n</domain>\n</virtual-mta>\n"))
        .isEqualTo(
            "<virtual-mta v>\n    max-smtp-msg-rate 70/d\n<domain *>\nmax-smtp-msg-rate 5/d\n</domain>\n</virtual-mta>\n");
  }

  @Test
  void changesMembersAndKeepsTheOtherLinesOfAPool() {
    String original =
        "<virtual-mta-pool p>\n  # both\n  virtual-mta a # left\n  max-smtp-out 9\n  virtual-mta b\n  <domain *>\n  </domain>\n</virtual-mta-pool>\n";
    assertThat(pooled(original, "a", "b")).isEqualTo(original);
    assertThat(pooled(original, "b"))
        .isEqualTo(
            "<virtual-mta-pool p>\n  # both\n  max-smtp-out 9\n  virtual-mta b\n  <domain *>\n  </domain>\n</virtual-mta-pool>\n");
    assertThat(pooled(original, "d", "c", "a"))
        .isEqualTo(
            "<virtual-mta-pool p>\n  # both\n  virtual-mta a # left\n  max-smtp-out 9\n  virtual-mta c\n  virtual-mta d\n  <domain *>\n  </domain>\n</virtual-mta-pool>\n");
    assertThat(pooled("<virtual-mta-pool p>\n</virtual-mta-pool>\n", "c"))
        .isEqualTo("<virtual-mta-pool p>\n    virtual-mta c\n</virtual-mta-pool>\n");
  }

  @Test
  void neverRendersAnEmptyPoolAnUnknownMemberOrANameTwice() {
    assertThatThrownBy(() -> new EnginePool(new PoolName("p"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                input(
                    List.of(),
                    List.of(new EnginePool(new PoolName("p"), Set.of(new VmtaName("gone"))))))
        .hasMessageContaining("gone");
    assertThatThrownBy(
            () ->
                input(
                    List.of(
                        vmta("<virtual-mta a>\n</virtual-mta>\n", "a"),
                        vmta("<virtual-mta A>\n</virtual-mta>\n", "A")),
                    List.of()))
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () ->
                input(
                    List.of(vmta("<virtual-mta a>\n</virtual-mta>\n", "a")),
                    List.of(new EnginePool(new PoolName("a"), Set.of(new VmtaName("a"))))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> vmta("<virtual-mta a>\n</virtual-mta>\n", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsNoSecretOfACarriedBlock() {
    String block =
        "<virtual-mta v>\n<domain x>\nauth-password hunter2\n</domain>\n</virtual-mta>\n";
    RenderInput input = input(List.of(vmta(block, "v")), List.of());

    assertThat(input.toString()).doesNotContain("hunter2");
    assertThat(EngineFile.render(input).toString()).doesNotContain("hunter2");
    assertThatThrownBy(() -> BlockText.of(block + "x")).hasMessageNotContaining("hunter2");
  }

  @Test
  void stopsOneVmtaInAFileThatAPersonEdited() {
    String edited =
        EngineFile.render(Blocks.golden(12)).text().replace("rate 200/d", "rate 900/d # me");

    assertThat(EngineFile.withOnlyStopped(edited, new VmtaName("vmta-198-51-100-7")))
        .contains(edited.replace("rate 900/d # me", "rate 1/d # me"));
    assertThat(EngineFile.withOnlyStopped(edited, new VmtaName("gone"))).isEmpty();
    assertThat(EngineFile.withOnlyStopped(edited + "<x>\n", new VmtaName("pmta-vmta0"))).isEmpty();
  }

  @Test
  void aMappedPoolKeepsWhoseBlocksStayWithTheOperator() {
    String block =
        "<virtual-mta-pool p>\n virtual-mta stays\n virtual-mta caf\u00e9\n virtual-mta gone\n</virtual-mta-pool>\n";
    RenderInput input =
        input(
            List.of(),
            List.of(
                new CarriedPoolWithMembers(
                    0, new PoolName("p"), BlockText.of(block), Set.of(new VmtaName("stays")))));

    assertThat(body(input))
        .isEqualTo(
            "<virtual-mta-pool p>\n virtual-mta stays\n virtual-mta caf\u00e9\n</virtual-mta-pool>\n");
  }

  @Test
  void carriesBytesThatAreNotUtf8UnderACap() {
    byte[] block =
        "<virtual-mta v>\n# \u00e9\nmax-smtp-msg-rate\t5/d#\u00e9\n</virtual-mta>\n"
            .getBytes(ISO_8859_1);
    byte[] file =
        EngineFile.render(
                input(
                    List.of(
                        new CarriedVmta(
                            0,
                            new VmtaName("v"),
                            BlockText.of(block),
                            Optional.of(new DailyCap(70)))),
                    List.of()))
            .bytes();

    assertThat(new String(file, ISO_8859_1))
        .endsWith("\n<virtual-mta v>\n# \u00e9\nmax-smtp-msg-rate\t70/d#\u00e9\n</virtual-mta>\n");
    assertThat(EngineFile.withOnlyStopped(file, new VmtaName("v")))
        .hasValueSatisfying(
            stopped ->
                assertThat(new String(stopped, ISO_8859_1))
                    .contains("# \u00e9\nmax-smtp-msg-rate\t1/d#\u00e9"));
  }

  private static String capped(String block) {
    RenderInput input =
        input(
            List.of(
                new CarriedVmta(
                    0, new VmtaName("v"), BlockText.of(block), Optional.of(new DailyCap(70)))),
            List.of());
    return body(input);
  }

  private static String pooled(String block, String... members) {
    List<RenderVmta> vmtas = new ArrayList<>();
    Set<VmtaName> names = new HashSet<>();
    for (String member : members) {
      vmtas.add(vmta("<virtual-mta " + member + ">\n</virtual-mta>\n", member));
      names.add(new VmtaName(member));
    }
    String body =
        body(
            input(
                vmtas,
                List.of(
                    new CarriedPoolWithMembers(0, new PoolName("p"), BlockText.of(block), names))));
    return body.substring(body.indexOf("<virtual-mta-pool"));
  }

  private static String body(RenderInput input) {
    String text = EngineFile.render(input).text();
    return text.substring(text.indexOf("</domain>\n") + "</domain>\n\n".length());
  }

  private static CarriedVmta vmta(String block, String name) {
    return new CarriedVmta(0, new VmtaName(name), BlockText.of(block), Optional.empty());
  }

  private static RenderInput input(
      List<? extends RenderVmta> vmtas, List<? extends RenderPool> pools) {
    return new RenderInput(Blocks.INSTANCE, 1, List.copyOf(vmtas), List.copyOf(pools));
  }
}
