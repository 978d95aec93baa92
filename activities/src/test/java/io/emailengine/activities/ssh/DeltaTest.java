package io.emailengine.activities.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaTest {
  @Test
  void sendsOnlyTheLineThatChanged() {
    byte[] old = text(10_000, -1);
    byte[] now = text(10_000, 5_000);
    List<Delta.Part> parts = Delta.between(old, now).orElseThrow();
    assertThat(assembled(parts, old, now)).isEqualTo(now);
    assertThat(parts).hasSize(3);
    assertThat(parts.get(1).length()).isLessThan(40);
  }

  @Test
  void givesUpWhereEverythingChanged() {
    assertThat(Delta.between(text(100, -1), "new\n".repeat(100).getBytes(UTF_8))).isEmpty();
    assertThat(Delta.between(new byte[0], text(10, -1))).isEmpty();
  }

  @Test
  void isWholeWhateverChanges() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int useful = 0;
    for (int round = 0; round < 400; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(200); i >= 0; i--) {
        lines.add(random.nextInt(4) == 0 ? "same\n" : "line " + random.nextInt(100) + "\n");
      }
      byte[] old = bytes(lines, random);
      for (int edits = random.nextInt(4); edits > 0 && !lines.isEmpty(); edits--) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
          case 0 -> lines.set(at, "edit " + random.nextInt(100) + "\r\n");
          case 1 -> lines.add(at, "line " + random.nextInt(100) + "\n");
          default -> lines.remove(at);
        }
      }
      byte[] now = bytes(lines, random);
      var parts = Delta.between(old, now);
      if (parts.isPresent()) {
        useful++;
        assertThat(assembled(parts.get(), old, now)).as("seed %d", seed).isEqualTo(now);
      }
    }
    assertThat(useful).as("seed %d", seed).isGreaterThan(100);
  }

  private static byte[] bytes(List<String> lines, Random random) {
    return (String.join("", lines) + (random.nextBoolean() ? "no end" : "")).getBytes(UTF_8);
  }

  private static byte[] text(int vmtas, int changed) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < vmtas; i++) {
      text.append("<virtual-mta mta-").append(i).append(">\n  max-smtp-msg-rate ");
      text.append(i == changed ? 200 : 50).append("/d\n</virtual-mta>\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] assembled(List<Delta.Part> parts, byte[] old, byte[] now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Delta.Part part : parts) {
      out.write(part.copied() ? old : now, part.from(), part.length());
    }
    return out.toByteArray();
  }
}
