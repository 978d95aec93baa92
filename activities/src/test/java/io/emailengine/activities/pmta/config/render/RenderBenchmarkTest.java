package io.emailengine.activities.pmta.config.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPool;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.CarriedVmta;
import io.emailengine.activities.pmta.config.render.RenderVmta.EngineVmta;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Renders 10,000 virtual MTAs, hashes included, and compares the CPU time with that of one SHA-256
 * over the output, in one run of one thread: best of many rounds, so that a busy machine decides
 * little.
 */
@Tag("slow")
class RenderBenchmarkTest {
  private static final int VMTAS = 10_000;
  private static final int ROUNDS = 300;
  private static final double MOST = 3.0;

  private static long sink;

  @Test
  void rendersTenThousandEngineVmtasInAtMostThreeTimesTheHash() throws Exception {
    List<RenderVmta> vmtas = new ArrayList<>();
    DomainKey key = new DomainKey("mail", "example.com", "/etc/pmta/dkim/mail.example.com.pem");
    for (int i = 0; i < VMTAS; i++) {
      IpAddress address = new IpAddress("10.7." + i / 250 + "." + (1 + i % 250));
      HostName host = new HostName("mail" + i + ".example.com");
      vmtas.add(
          new EngineVmta(
              address.engineVmta(), address, host, new DailyCap(1 + i), List.of(key), true));
    }
    Set<VmtaName> members = new HashSet<>();
    vmtas.forEach(vmta -> members.add(vmta.name()));
    measure("engine", vmtas, new EnginePool(new PoolName("all"), members));
  }

  @Test
  void rendersTenThousandCarriedVmtasInAtMostThreeTimesTheHash() throws Exception {
    List<RenderVmta> vmtas = new ArrayList<>();
    for (int i = 0; i < VMTAS; i++) {
      String text =
          "<virtual-mta v"
              + i
              + ">\n\tsmtp-source-host 10.7."
              + i / 250
              + "."
              + (1 + i % 250)
              + " mail.example.com\n\n\t<domain *>\n\t\tdkim-sign yes\n\t</domain>\n</virtual-mta>\n";
      vmtas.add(
          new CarriedVmta(
              i, new VmtaName("v" + i), BlockText.of(text), Optional.of(new DailyCap(1 + i))));
    }
    StringBuilder pool = new StringBuilder("<virtual-mta-pool all>\n");
    vmtas.forEach(vmta -> pool.append("\tvirtual-mta ").append(vmta.name()).append('\n'));
    String text = pool.append("</virtual-mta-pool>\n").toString();
    measure("carried", vmtas, new CarriedPool(VMTAS, new PoolName("all"), BlockText.of(text)));
  }

  private static void measure(String what, List<RenderVmta> vmtas, RenderPool pool)
      throws Exception {
    RenderInput input = new RenderInput(Blocks.INSTANCE, 7, vmtas, List.of(pool));
    Rendered first = EngineFile.render(input);
    byte[] bytes = first.bytes();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");

    long hash = best(() -> sha256.digest(bytes).length);
    long render = best(() -> EngineFile.render(input).sha256().length());
    double ratio = (double) render / hash;

    System.out.printf(
        Locale.ROOT,
        "render of %d %s virtual MTAs, %d bytes: %.2f ms, one SHA-256 of it: %.2f ms, ratio %.2f%n",
        VMTAS,
        what,
        bytes.length,
        render / 1e6,
        hash / 1e6,
        ratio);
    assertThat(EngineFile.render(input)).isEqualTo(first);
    assertThat(ratio).isLessThanOrEqualTo(MOST);
  }

  private static long best(Supplier<Integer> work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      sink += work.get();
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    assertThat(sink).isPositive();
    return best;
  }
}
