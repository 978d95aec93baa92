package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long large configurations take, measured in CPU of the process. */
class AdoptionNumbersTest {
  @Test
  void parsesAndWritesTenThousandLinesInLessThanASecond() {
    byte[] file = file(10_000);
    Duration took =
        cpu(() -> assertThat(emitted(PmtaConfig.parse(WildHost.CONFIG, file))).isEqualTo(file));
    System.out.println("10,000 lines parsed and written in " + took.toMillis() + " ms of CPU");

    assertThat(took).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void plansAndUndoesAThousandVmtasOverTenThousandLinesInSeconds() {
    WildHost host = WildHost.of().with(WildHost.CONFIG, file(10_000));
    AdoptionPlan[] plan = new AdoptionPlan[1];
    Duration planned = cpu(() -> plan[0] = host.planned());
    WildHost adopted = host.after(plan[0]);
    Duration undone = cpu(() -> Unadoption.plan(adopted.forEngine(), plan[0].record()));
    System.out.println(
        plan[0].vmtas().size()
            + " virtual MTAs planned in "
            + planned.toMillis()
            + " ms, given back in "
            + undone.toMillis()
            + " ms of CPU");

    assertThat(plan[0].vmtas()).hasSizeGreaterThan(900);
    assertThat(planned.plus(undone)).isLessThan(Duration.ofSeconds(5));
  }

  private static byte[] emitted(PmtaConfig config) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Item item : config.items()) {
      out.writeBytes(config.bytes(item));
    }
    return out.toByteArray();
  }

  private static byte[] file(int lines) {
    StringBuilder text =
        new StringBuilder("log-file /l\nspool /s\n# ").append("long ".repeat(2_000));
    text.append("\r\n");
    for (int i = 0; i < lines / 10; i++) {
      text.append("# number ").append(i).append(" \u00e9\n<virtual-mta v").append(i);
      text.append(" >\r\n\tsmtp-source-host 10.0.").append(i / 250).append('.').append(i % 250);
      text.append(" m").append(i).append(".example.com   # there\n    max-smtp-msg-rate 50/d\n");
      text.append("    <domain $isp>\n        max-msg-rate 5/h\n    </domain>\n");
      text.append("    x-unknown \\ \"a b\"\n</virtual-mta>\n\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Of the whole process, so that compiling and collecting count. */
  private static Duration cpu(Runnable work) {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = process.getProcessCpuTime();
    work.run();
    return Duration.ofNanos(process.getProcessCpuTime() - before);
  }
}
