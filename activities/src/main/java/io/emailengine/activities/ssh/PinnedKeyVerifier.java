package io.emailengine.activities.ssh;

import java.security.PublicKey;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/** Takes the pinned key only, and remembers what else was shown. */
final class PinnedKeyVerifier implements HostKeyVerifier {
  private final HostKeyPin pinned;
  private volatile @Nullable HostKeyPin refused;

  PinnedKeyVerifier(HostKeyPin pinned) {
    this.pinned = pinned;
  }

  @Override
  public boolean verify(String host, int port, PublicKey key) {
    byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    boolean same = pinned.matches(blob);
    if (!same) {
      refused = HostKeyPin.of(blob);
    }
    return same;
  }

  /** Asks the host for its key of the pinned type first: it may have several. */
  @Override
  public List<String> findExistingAlgorithms(String host, int port) {
    return pinned.type().equals("ssh-rsa")
        ? List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
        : List.of(pinned.type());
  }

  HostKeyPin pinned() {
    return pinned;
  }

  /** The key that was refused, if one was. */
  @Nullable HostKeyPin refused() {
    return refused;
  }
}
