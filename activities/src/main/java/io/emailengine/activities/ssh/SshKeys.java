package io.emailengine.activities.ssh;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.BaseFileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;

/** Private keys as text: checking, making, and the public line that belongs to one. */
public final class SshKeys {
  private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
  private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";
  private static final byte[] OPENSSH_MAGIC =
      "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

  private SshKeys() {}

  /**
   * A pair of texts.
   *
   * @param privateKey OpenSSH text
   * @param publicLine the line for {@code authorized_keys}
   */
  public record Generated(String privateKey, String publicLine) {
    @Override
    public String toString() {
      return "Generated[privateKey=***, publicLine=" + publicLine + "]";
    }
  }

  /** Makes a new ed25519 key. */
  public static Generated generate() {
    return Ed25519Text.generate();
  }

  /**
   * Tells whether a connection can use this text.
   *
   * @throws SshKeyException naming the problem
   */
  public static void check(String privateKey) {
    read(privateKey);
  }

  /**
   * The line for {@code authorized_keys}.
   *
   * @throws SshKeyException when the text is no usable private key
   */
  public static String publicLine(String privateKey) {
    byte[] blob =
        new Buffer.PlainBuffer().putPublicKey(read(privateKey).getPublic()).getCompactData();
    return HostKeyPin.of(blob).line() + " " + Ed25519Text.COMMENT;
  }

  static KeyPair read(String privateKey) {
    String text = privateKey.strip().replace("\r\n", "\n");
    refuseObvious(text);
    if (text.startsWith(PKCS8)) {
      text = body(text).flatMap(Ed25519Text::seedOfPkcs8).map(Ed25519Text::openSsh).orElse(text);
    }
    boolean openSsh = text.startsWith(OPENSSH);
    BaseFileKeyProvider file = openSsh ? new OpenSSHKeyV1KeyFile() : new PKCS8KeyFile();
    file.init(text + "\n", null, null);
    try {
      KeyPair pair = new KeyPair(file.getPublic(), file.getPrivate());
      KeyType type = KeyType.fromKey(pair.getPublic());
      if (type != KeyType.ED25519 && type != KeyType.RSA) {
        throw new SshKeyException("the private key is " + type + "; it must be ed25519 or RSA");
      }
      return pair;
    } catch (SshKeyException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Without the cause: a parser's message may quote what it could not read.
      throw new SshKeyException(
          "the private key cannot be read: it must be an ed25519 or RSA key in OpenSSH or PEM form,"
              + " complete and unchanged");
    }
  }

  private static void refuseObvious(String text) {
    if (text.isEmpty()) {
      throw new SshKeyException("the private key is empty");
    }
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.contains(" PUBLIC KEY-----")) {
      throw new SshKeyException("this is a public key; the private key is needed");
    }
    if (text.startsWith("PuTTY-")) {
      throw new SshKeyException("the private key is in PuTTY's format; export it as OpenSSH key");
    }
    if (text.contains("\\n")) {
      throw new SshKeyException("the private key has \\n in place of line breaks");
    }
    if (!text.startsWith("-----BEGIN ") || !text.contains(" PRIVATE KEY-----")) {
      throw new SshKeyException(
          "the private key does not start with -----BEGIN … PRIVATE KEY-----");
    }
    if (!text.contains("\n-----END ")) {
      throw new SshKeyException("the private key is cut off: its -----END line is missing");
    }
    if (text.contains("ENCRYPTED") || hasOpenSshPassphrase(text)) {
      throw new SshKeyException("the private key has a passphrase; give one without");
    }
  }

  private static boolean hasOpenSshPassphrase(String text) {
    if (!text.startsWith(OPENSSH)) {
      return false;
    }
    byte[] bytes = body(text).orElse(new byte[0]);
    int start = Math.min(OPENSSH_MAGIC.length, bytes.length);
    try {
      byte[] rest = Arrays.copyOfRange(bytes, start, bytes.length);
      return !"none".equals(new Buffer.PlainBuffer(rest).readString());
    } catch (IOException e) {
      return false; // not readable at all: the caller says so
    }
  }

  /** The bytes between the BEGIN and END lines. */
  private static Optional<byte[]> body(String text) {
    String body = text.substring(text.indexOf("-----\n") + 6, text.indexOf("-----END "));
    try {
      return Optional.of(Base64.getDecoder().decode(body.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
