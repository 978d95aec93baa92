package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.activities.ssh.SshFileException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract against OpenSSH's own server. */
class OpenSshTest extends ContractBase {
  @Override
  SshHost start(Path base) {
    return OpenSshHost.start(base);
  }

  @Test
  void tellsThatTheDiskIsFullAndLeavesNothingBehind() throws Exception {
    Path disk = Files.createDirectory(host().localFolder().resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString()),
        "skipped: this user may not mount a small disk");
    try {
      SshConnection ssh = connections().to(host().target());
      String path = host().folder() + "disk/big";
      assertThatThrownBy(() -> ssh.writeNew(path, new byte[1_000_000], 0600))
          .isInstanceOfSatisfying(
              SshFileException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SPACE));
      assertThat(ssh.stat(path)).isEmpty();
    } finally {
      connections().close();
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void tellsThatTheDiskIsReadOnly() throws Exception {
    Path disk = Files.createDirectory(host().localFolder().resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k,ro", "none", disk.toString()),
        "skipped: this user may not mount a read-only disk");
    try {
      SshConnection ssh = connections().to(host().target());
      assertThatThrownBy(() -> ssh.writeNew(host().folder() + "disk/a", new byte[10], 0600))
          .isInstanceOfSatisfying(
              SshFileException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMISSION))
          .hasMessageContaining("read-only");
    } finally {
      connections().close();
      run("umount", "-l", disk.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }
}
