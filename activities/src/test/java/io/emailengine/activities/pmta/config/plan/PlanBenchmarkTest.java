package io.emailengine.activities.pmta.config.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What it costs to say what a change of one IP changes, on a host of 10,000. */
class PlanBenchmarkTest {
  private static final int VMTAS = 10_000;
  private static final int ROUNDS = 10;
  private static final Duration MOST = Duration.ofMillis(200);

  @Test
  void plansOneChangedIpOfTenThousandInAFifthOfASecond() {
    String old = file(1, 50);
    String now = file(2, 200);
    long first = 0;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      ConfigPlan plan = ConfigPlan.between(old, now);
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      assertThat(plan.summary()).isEqualTo("vmta-10-7-20-1 50/d -> 200/d");
      first = i == 0 ? cpu : first;
      best = Math.min(best, cpu);
    }
    System.out.printf(
        "plan of one changed IP of %d: %.0f ms of CPU, cold %.0f ms%n",
        VMTAS, best / 1e6, first / 1e6);
    assertThat(Duration.ofNanos(best)).isLessThan(MOST);
  }

  private static String file(long generation, int cap) {
    StringBuilder text = new StringBuilder("<domain generation.email-engine.invalid>\n");
    text.append("    max-errors-per-connection ").append(1_000_000 + generation);
    text.append("\n</domain>\n");
    for (int i = 0; i < VMTAS; i++) {
      text.append("<virtual-mta vmta-10-7-").append(i / 250).append('-').append(1 + i % 250);
      text.append(">\n    smtp-source-host 10.7.").append(i / 250).append('.').append(1 + i % 250);
      text.append(" mail").append(i).append(".example.com\n    max-smtp-msg-rate ");
      text.append(i == VMTAS / 2 ? cap : 50).append("/d\n</virtual-mta>\n");
    }
    text.append("<virtual-mta-pool all>\n");
    for (int i = 0; i < VMTAS; i++) {
      text.append("    virtual-mta vmta-10-7-").append(i / 250).append('-').append(1 + i % 250);
      text.append('\n');
    }
    return text.append("</virtual-mta-pool>\n").toString();
  }
}
