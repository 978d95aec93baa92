package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.testing.StoreTestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Hosts and requests that adoption must answer clearly, whatever they hold. */
class NastyHostTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String TOP =
      "postmaster p@example.net\nhttp-mgmt-port 8080\nlog-file /l\nspool /s\n";

  @TempDir Path folder;

  private TakenHost host(String... pathsAndTexts) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], TakenHost.bytes(pathsAndTexts[i + 1]));
    }
    return new TakenHost(STORE, folder, files);
  }

  private static String vmta(String name, int last) {
    return "<virtual-mta %s>\n smtp-source-host 198.51.100.%d m%d.example.net\n</virtual-mta>\n"
        .formatted(name, last, last);
  }

  private static AdoptReport report(HostRequestRow answer) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(200);
    return Objects.requireNonNull(answer.answer()).as(AdoptReport.class);
  }

  private static HostProblem problem(HostRequestRow answer, int status) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(status);
    return Objects.requireNonNull(answer.answer()).as(HostProblem.class);
  }

  @Test
  void bytesThatNoDatabaseKeepsGoThereAndBack() {
    String block = vmta("v", 10).replace("</", "# caf\u00e9 \0 \u0001 \u00ff\n</");
    try (TakenHost host = host(TakenHost.CONFIG, TOP + "# \0 top\n" + block + "# end")) {
      Map<String, String> before = host.disk();

      AdoptReport dry = report(host.fixture.adopt(Map.of(), true));
      assertThat(dry.warnings())
          .extracting(AdoptReport.Warning::code, AdoptReport.Warning::line)
          .contains(tuple("control-character", 5), tuple("control-character", 8));
      report(host.fixture.adopt(Map.of(), false));
      assertThat(host.file(TakenHost.ENGINE_FILE)).contains(block);

      assertThat(host.unadopt(false).status()).isEqualTo(200);
      assertThat(host.disk()).isEqualTo(before);
    }
  }

  @Test
  void aDryRunAlreadyTellsOfALinkThatWouldBeReplaced() throws Exception {
    String real = "/srv/vmtas.conf";
    try (TakenHost host =
        host(TakenHost.CONFIG, TOP + "include vmtas.conf\n", real, vmta("v", 10))) {
      Path link = host.fixture.host.locate("/etc/pmta/vmtas.conf");
      Files.createSymbolicLink(link, host.fixture.host.locate(real));

      for (boolean dryRun : new boolean[] {true, false}) {
        HostProblem problem = problem(host.fixture.adopt(Map.of(), dryRun), 422);
        assertThat(problem.type()).isEqualTo("adoption-refused");
        assertThat(problem.reasons())
            .extracting(HostProblem.Reason::code, HostProblem.Reason::file)
            .containsExactly(tuple("symbolic-link", "/etc/pmta/vmtas.conf"));
      }
      assertThat(link).isSymbolicLink();
      assertThat(host.file(real)).isEqualTo(vmta("v", 10));

      host.write(TakenHost.CONFIG, TOP + "include " + real + "\n");
      Map<String, String> before = host.disk();
      report(host.fixture.adopt(Map.of(), false));
      assertThat(host.unadopt(false).status()).isEqualTo(200);
      assertThat(host.disk()).isEqualTo(before);
      assertThat(host.file(real)).isEqualTo(vmta("v", 10));
    }
  }

  @Test
  void aPoolIsMappedOnceAndOnlyIfItWasTakenOver() {
    String pools =
        "<virtual-mta-pool p>\n virtual-mta v\n</virtual-mta-pool>\n"
            + "<virtual-mta-pool odd/name>\n virtual-mta v\n</virtual-mta-pool>\n";
    try (TakenHost host = host(TakenHost.CONFIG, TOP + vmta("v", 10) + pools)) {
      report(host.fixture.adopt(Map.of("p", "default/marketing"), false));

      report(host.fixture.adopt(Map.of("p", "default/marketing"), false));
      assertThat(problem(host.fixture.adopt(Map.of("p", "default/cold"), false), 422).reasons())
          .extracting(HostProblem.Reason::code, HostProblem.Reason::message)
          .containsExactly(tuple("pools.p", "is mapped already, and to something else"));
      assertThat(
              problem(host.fixture.adopt(Map.of("odd/name", "default/cold"), false), 422).reasons())
          .extracting(HostProblem.Reason::code, HostProblem.Reason::message)
          .containsExactly(
              tuple("pools.odd/name", "the host has no pool of this name that can be managed"));
    }
  }

  @Test
  void adoptingAgainTellsOfAnAdditionThatItLeavesWhereItIs() {
    try (TakenHost host = host(TakenHost.CONFIG, TOP + vmta("v", 10))) {
      report(host.fixture.adopt(Map.of(), false));
      String config = host.file(TakenHost.CONFIG);
      host.write(TakenHost.CONFIG, config + vmta("V", 11));

      AdoptReport again = report(host.fixture.adopt(Map.of(), false));

      assertThat(again.vmtas()).isEmpty();
      assertThat(again.warnings())
          .extracting(
              AdoptReport.Warning::code, AdoptReport.Warning::file, AdoptReport.Warning::line)
          .contains(tuple("duplicate-name", TakenHost.CONFIG, 6));
      host.write(TakenHost.CONFIG, config);
      assertThat(host.unadopt(false).status()).isEqualTo(200);
    }
  }
}
