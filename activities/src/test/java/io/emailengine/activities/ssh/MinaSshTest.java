package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.ssh.SshFileException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract against Apache MINA's server, and faults that only it can be given. */
class MinaSshTest extends ContractBase {
  private MinaHost mina;

  @Override
  SshHost start(Path base) {
    mina = new MinaHost(base);
    return mina;
  }

  @Test
  void doesNotKnowHowACommandEndedThatTellsNoStatus() {
    long start = System.nanoTime();
    ExecResult result =
        connections().to(mina.target()).exec(List.of("reload", "no-status"), TIME, MAX);
    assertThat(result.ended()).isFalse();
    assertThat(result.exit()).isEmpty();
    assertThat(result.ok()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME);
    assertThat(connections().to(mina.target()).exec(List.of("true"), TIME, MAX).ok()).isTrue();
  }

  @Test
  void tellsThatTheDiskIsFullAndLeavesNothingBehind() {
    SshConnection ssh = connections().to(mina.target());
    mina.diskFull = true;
    try {
      assertThatThrownBy(() -> ssh.writeNew("/big", new byte[100_000], 0600))
          .isInstanceOfSatisfying(
              SshFileException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.NO_SPACE));
    } finally {
      mina.diskFull = false;
    }
    assertThat(ssh.stat("/big")).isEmpty();
    ssh.writeNew("/big", new byte[100_000], 0600);
  }
}
