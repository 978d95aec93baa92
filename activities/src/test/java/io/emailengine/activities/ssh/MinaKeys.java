package io.emailengine.activities.ssh;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Keys as MINA's own parser reads them, which also proves that our text is good OpenSSH. */
final class MinaKeys {
  private MinaKeys() {}

  static KeyPair ed25519() {
    byte[] text = SshKeys.generate().privateKey().getBytes(StandardCharsets.US_ASCII);
    try {
      return SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName("test"), new ByteArrayInputStream(text), null)
          .iterator()
          .next();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
