package io.emailengine.store.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final SealingKey KEY = new SealingKey(filled(7));
  private final Sealed dataKey = Sealer.newDataKey(KEY);
  private final Sealer sealer = Sealer.open(dataKey, KEY);

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void opensWhatItSealed() {
    assertThat(sealer.openText(sealer.sealText("geheim ✓", "p"), "p")).isEqualTo("geheim ✓");
    assertThat(sealer.open(sealer.seal(new byte[0], "p"), "p")).isEmpty();
    assertThat(Sealer.open(dataKey, KEY).openText(sealer.sealText("x", "p"), "p")).isEqualTo("x");
  }

  @Test
  void sealsTheSameTextDifferentlyEachTime() {
    assertThat(sealer.sealText("x", "p")).isNotEqualTo(sealer.sealText("x", "p"));
  }

  @Test
  void doesNotOpenForAnotherPurpose() {
    Sealed sealed = sealer.sealText("x", "server.private_key:1");
    assertThatThrownBy(() -> sealer.open(sealed, "server.private_key:2"))
        .isInstanceOf(SealException.class);
  }

  @Test
  void noticesEveryChangedOrMissingByte() {
    byte[] good = sealer.sealText("secret-value", "p").bytes();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> sealer.open(new Sealed(bad), "p"))
          .as("byte " + i)
          .isInstanceOf(SealException.class)
          .hasMessageNotContaining("secret-value");
      Sealed shorter = new Sealed(Arrays.copyOf(good, i));
      assertThatThrownBy(() -> sealer.open(shorter, "p"))
          .as("length " + i)
          .isInstanceOf(SealException.class);
    }
  }

  @Test
  void doesNotOpenWithAnotherKey() {
    assertThatThrownBy(() -> Sealer.open(dataKey, new SealingKey(filled(8))))
        .isInstanceOf(SealException.class);
    Sealer other = Sealer.open(Sealer.newDataKey(KEY), KEY);
    Sealed sealed = sealer.sealText("x", "p");
    assertThatThrownBy(() -> other.open(sealed, "p")).isInstanceOf(SealException.class);
  }

  @Test
  void masksWithAKeyThatFollowsTheDataKey() {
    assertThat(sealer.maskingKey())
        .hasSize(32)
        .isEqualTo(Sealer.open(dataKey, KEY).maskingKey())
        .isNotEqualTo(Sealer.open(Sealer.newDataKey(KEY), KEY).maskingKey());
  }

  @Test
  void printsNothing() {
    Sealed sealed = new Sealed("abc".getBytes(UTF_8));
    assertThat(sealed).hasToString("Sealed[3 bytes]");
    assertThat(sealer).hasToString("Sealer[secret]");
    assertThat(KEY).hasToString("SealingKey[secret]");
  }

  @Test
  void sealedBytesCannotBeChangedFromOutside() {
    byte[] bytes = {1, 2};
    Sealed sealed = new Sealed(bytes);
    bytes[0] = 9;
    sealed.bytes()[1] = 9;
    assertThat(sealed).isEqualTo(new Sealed(new byte[] {1, 2}));
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    assertThatThrownBy(() -> new SealingKey(new byte[16])).hasMessageContaining("32 bytes");
  }
}
