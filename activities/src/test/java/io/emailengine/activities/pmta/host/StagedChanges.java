package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** However little of a changed file travels: what lies staged is whole and right. */
interface StagedChanges {
  PmtaHost host();

  String target();

  String staged();

  private static byte[] lines(int changed, String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      text.append(i == changed ? line : "# line " + i * 7919).append('\n');
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private void stages(byte[] now, byte[] base) {
    HostFile like = host().read(target()).orElseThrow();
    host().stageChange(staged(), now, like, target(), base);
    HostFile made = host().read(staged()).orElseThrow();
    assertThat(made.bytes()).isEqualTo(now);
    assertThat(made.mode()).isEqualTo(like.mode());
  }

  @Test
  default void stagesAChangedFileWhole() {
    byte[] old = lines(-1, "");
    host().stage(target(), old, 0640);
    stages(lines(1_000, "changed"), old);
    stages(lines(0, "the first, over what was staged"), old);
    stages(lines(1_999, "the last"), old);
    stages(old, old);
    stages("all is new\n".getBytes(UTF_8), old);
  }

  @Test
  default void stagesEveryByteAsItIs() {
    byte[] old = lines(-1, "");
    host().stage(target(), old, 0644);
    StringBuilder odd = new StringBuilder("-n '\"$(id)`id`%s\\n\\0101\\c ");
    for (char c = 0; c < 256; c++) {
      odd.append(c).append(c == '0' ? "\\" : "0");
    }
    stages(lines(500, odd.toString()), old);
  }

  @Test
  default void stagesTheRightFileThoughTheHostHasAnotherThanThought() {
    host().stage(target(), lines(700, "somebody was here"), 0640);
    stages(lines(1_000, "changed"), lines(-1, ""));
  }
}
