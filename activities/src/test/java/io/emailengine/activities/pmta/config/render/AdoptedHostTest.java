package io.emailengine.activities.pmta.config.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.sandbox.grammar.ConfigFiles;
import io.emailengine.sandbox.grammar.PowerMtaConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Both files of an adopted host together, as a PowerMTA host reads them. */
class AdoptedHostTest {
  private static final String CONFIG = "/etc/pmta/config";
  private static final String ENGINE = "/etc/pmta/email-engine/engine.config";

  @Test
  void runsAsBeforeUntilSomethingIsManaged() throws Exception {
    PowerMtaConfig before = load(Map.of(CONFIG, Fixtures.bytes("backup-cold.config")));
    PowerMtaConfig after = load(adopted(EngineFile.render(Blocks.untouched(3))));

    assertThat(after.virtualMtas()).containsExactlyElementsOf(before.virtualMtas());
    assertThat(after.pools()).isEqualTo(before.pools());
    for (String vmta : before.virtualMtas()) {
      assertThat(after.sources(vmta)).isEqualTo(before.sources(vmta));
      assertThat(after.virtualMtaSettings(vmta)).isEqualTo(before.virtualMtaSettings(vmta));
      assertThat(after.queueSettings("gmail.com", vmta))
          .isEqualTo(before.queueSettings("gmail.com", vmta));
    }
    assertThat(after.literalSetting(EngineFile.MARKER_DOMAIN, EngineFile.MARKER_DIRECTIVE))
        .contains("3");
  }

  @Test
  void runsTheCapsAndMembersThatWereRendered() throws Exception {
    PowerMtaConfig running = load(adopted(EngineFile.render(Blocks.golden(12))));

    assertThat(running.virtualMtaSettings("pmta-vmta0")).containsEntry("max-smtp-msg-rate", "50/d");
    assertThat(running.virtualMtaSettings("pmta-vmta1"))
        .containsEntry("max-smtp-msg-rate", "unlimited");
    assertThat(running.pools().get("pmta-pool")).containsExactly("pmta-vmta1", "vmta-198-51-100-7");
    assertThat(running.queueSettings("gmail.com", "vmta-198-51-100-7"))
        .containsEntry("max-msg-rate", "500/h")
        .containsEntry("dkim-sign", "yes");
  }

  private static Map<String, byte[]> adopted(Rendered rendered) {
    return Map.of(CONFIG, Fixtures.bytes("backup-cold.adopted.config"), ENGINE, rendered.bytes());
  }

  private static PowerMtaConfig load(Map<String, byte[]> files) throws Exception {
    return PowerMtaConfig.load(
        new ConfigFiles() {
          @Override
          public Optional<byte[]> read(String path) {
            return Optional.ofNullable(files.get(path));
          }

          @Override
          public List<String> glob(String pattern) {
            return List.of();
          }
        },
        CONFIG);
  }
}
