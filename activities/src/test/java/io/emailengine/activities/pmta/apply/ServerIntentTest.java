package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.render.Rendered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerIntentTest {
  private static final List<ServerIntent.CarriedBlock> BLOCKS =
      List.of(vmta(0, "one"), vmta(1, "two"), pool(2, "both"));

  @Test
  void keepsRetiredVirtualMtasOutOfTheirPoolsWhenMoreIsAdopted() {
    ServerIntent intent = intent(Set.of("two"));

    ServerIntent more = intent.adopting(1_000_001, BLOCKS, List.of());

    assertThat(rendered(more).text())
        .isEqualTo(rendered(intent).text().replace("1000000", "1000001"));
    assertThat(membersOfTheLastPool(more)).doesNotContain("two").contains("one");
  }

  @Test
  void keepsWhatHoldsWhenMoreIsAdopted() {
    ServerIntent intent = intent(Set.of("two"));

    assertThat(intent.adopting(1_000_001, List.of(), List.of()))
        .usingRecursiveComparison()
        .ignoringFields("generation", "blocks", "pools")
        .isEqualTo(intent);
  }

  private static ServerIntent intent(Set<String> retired) {
    return new ServerIntent(
        new UUID(1, 2),
        1_000_000,
        List.of(),
        Set.of(),
        Map.of(),
        BLOCKS,
        List.of(),
        true,
        true,
        null,
        retired,
        Set.of("three"),
        "operator");
  }

  private static String membersOfTheLastPool(ServerIntent intent) {
    String text = rendered(intent).text();
    return text.substring(text.indexOf("<virtual-mta-pool both>"));
  }

  private static Rendered rendered(ServerIntent intent) {
    return IntentRenderer.render(intent, Map.of()).file();
  }

  private static ServerIntent.CarriedBlock vmta(int position, String name) {
    return new ServerIntent.CarriedBlock(
        position,
        false,
        name,
        BlockText.of(
            "<virtual-mta "
                + name
                + ">\n  smtp-source-host 192.0.2.1 mta.example.net\n</virtual-mta>"));
  }

  private static ServerIntent.CarriedBlock pool(int position, String name) {
    return new ServerIntent.CarriedBlock(
        position,
        true,
        name,
        BlockText.of(
            "<virtual-mta-pool "
                + name
                + ">\n  virtual-mta one\n  virtual-mta two\n</virtual-mta-pool>"));
  }
}
