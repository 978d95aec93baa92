package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SshTargetTest {
  private static final SshKeys.Generated KEY = SshKeys.generate();

  @Test
  void keepsThePrivateKeyToItself() {
    SshTarget target =
        new SshTarget("mta1.example.com", 22, "root", KEY.publicLine(), KEY.privateKey());
    assertThat(target.toString())
        .contains("root@mta1.example.com:22")
        .doesNotContain("BEGIN")
        .doesNotContain(KEY.privateKey().lines().toList().get(2));
  }

  @Test
  void isTheSameWhateverCommentTheHostKeyHas() {
    String line = KEY.publicLine();
    String bare = line.substring(0, line.lastIndexOf(' '));
    assertThat(new SshTarget("h", 22, "root", line, "k"))
        .isEqualTo(new SshTarget("h", 22, "root", bare, "k"));
  }

  @Test
  void refusesWhatIsNoHostKeyLine() {
    String blob = KEY.publicLine().split(" ")[1];
    List<String> wrong =
        List.of(
            "", "ssh-ed25519", "mta1 ssh-ed25519 " + blob, "ssh-rsa " + blob, "ssh-ed25519 ????");
    for (String line : wrong) {
      assertThatThrownBy(() -> new SshTarget("h", 22, "root", line, "k"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("public key line");
    }
  }

  @Test
  void refusesImpossibleHostsUsersAndPorts() {
    String line = KEY.publicLine();
    assertThatThrownBy(() -> new SshTarget("", 22, "root", line, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SshTarget("h", 0, "root", line, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SshTarget("h", 22, "ro ot", line, "k"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
