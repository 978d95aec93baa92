package io.emailengine.sandbox.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/** Who may log in. */
final class AuthorizedKeys {
  private final List<PublicKey> keys = new CopyOnWriteArrayList<>();

  void add(String line) {
    try {
      PublicKey key =
          AuthorizedKeyEntry.parseAuthorizedKeyEntry(line.strip())
              .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
      keys.add(key);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IllegalArgumentException(
          "not a public key in the form of OpenSSH (ssh-ed25519 AAAA...)", e);
    }
  }

  boolean holds(PublicKey offered) {
    return keys.stream().anyMatch(key -> KeyUtils.compareKeys(key, offered));
  }
}
