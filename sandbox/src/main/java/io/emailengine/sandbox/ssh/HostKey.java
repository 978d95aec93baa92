package io.emailengine.sandbox.ssh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The host's ed25519 key, made once and kept in a file. */
final class HostKey {
  private HostKey() {}

  static KeyPair loadOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        write(file, KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
      }
      byte[] bytes = Files.readAllBytes(file);
      for (KeyPair pair :
          SecurityUtils.loadKeyPairIdentities(
              null,
              new PathResource(file),
              new ByteArrayInputStream(bytes),
              FilePasswordProvider.EMPTY)) {
        return pair;
      }
      throw new IllegalStateException(
          "no host key in " + file + "; delete the file to get a new one");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("host key cannot be made or read: " + file, e);
    }
  }

  /** Makes another key in place of the one in the file. */
  static KeyPair replace(Path file) {
    try {
      write(file, KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("host key cannot be made: " + file, e);
    }
    return loadOrCreate(file);
  }

  private static void write(Path file, KeyPair pair) throws IOException, GeneralSecurityException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "sandbox", null, bytes);
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(whole);
    Files.createFile(
        whole, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(whole, bytes.toByteArray());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
