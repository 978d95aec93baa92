package io.emailengine.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTextTest {
  @TempDir Path folder;

  @Test
  void theTwoHalvesOfAMadeKeyBelongTogether() throws Exception {
    KeyPairs.Made made = KeyPairs.ed25519();
    ByteBuffer in = ByteBuffer.wrap(base64(made.privateKey()));
    byte[] magic = new byte[15];
    in.get(magic);
    assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("openssh-key-v1\0");
    assertThat(text(in)).isEqualTo("none");
    assertThat(text(in)).isEqualTo("none");
    assertThat(string(in)).isEmpty();
    assertThat(in.getInt()).isOne();
    byte[] publicBlob = string(in);
    ByteBuffer secret = ByteBuffer.wrap(string(in));
    assertThat(in.hasRemaining()).isFalse();
    assertThat(secret.remaining() % 8).isZero();
    assertThat(secret.getInt()).isEqualTo(secret.getInt());
    assertThat(text(secret)).isEqualTo("ssh-ed25519");
    byte[] key = string(secret);
    byte[] both = string(secret);
    assertThat(text(secret)).isEqualTo("email-engine");
    for (byte pad = 1; secret.hasRemaining(); pad++) {
      assertThat(secret.get()).isEqualTo(pad);
    }
    assertThat(Arrays.copyOfRange(both, 32, 64)).isEqualTo(key);
    assertThat(made.publicLine())
        .isEqualTo(
            "ssh-ed25519 " + Base64.getEncoder().encodeToString(publicBlob) + " email-engine");

    KeyFactory keys = KeyFactory.getInstance("Ed25519");
    PrivateKey signs =
        keys.generatePrivate(
            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(both, 32)));
    byte[] x509 = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
    System.arraycopy(key, 0, x509, 12, 32);
    PublicKey verifies = keys.generatePublic(new X509EncodedKeySpec(x509));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(signs);
    signature.update(publicBlob);
    byte[] signed = signature.sign();
    signature.initVerify(verifies);
    signature.update(publicBlob);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void openSshReadsAMadeKey() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "there is no ssh-keygen");
    KeyPairs.Made made = KeyPairs.ed25519();
    Path file =
        Files.createFile(
            folder.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made.privateKey());
    assertThat(run("/usr/bin/ssh-keygen", "-y", "-f", file.toString()).strip())
        .isEqualTo(made.publicLine());
  }

  @Test
  void takesAMadeKeyBackAndKnowsItsPublicHalf() {
    KeyPairs.Made made = KeyPairs.ed25519();
    assertThat(PrivateKeyText.problem(made.privateKey())).isNull();
    assertThat(PrivateKeyText.publicLine(made.privateKey()))
        .hasValue(made.publicLine().replace(" email-engine", ""));
    assertThat(PublicKeyLine.plain(made.publicLine()))
        .hasValue(made.publicLine().replace(" email-engine", ""));
    assertThat(made.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void takesPemKeysOfBothKinds() throws Exception {
    for (String algorithm : new String[] {"RSA", "Ed25519"}) {
      byte[] pkcs8 =
          KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
      assertThat(PrivateKeyText.problem(pem("PRIVATE KEY", pkcs8))).isNull();
      if (algorithm.equals("RSA")) {
        // PKCS#8 of an RSA key is 26 bytes around the PKCS#1 one.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        assertThat(PrivateKeyText.problem(pem("RSA PRIVATE KEY", pkcs1))).isNull();
      }
    }
  }

  @Test
  void aCutKeyIsNone() {
    byte[] whole = base64(KeyPairs.ed25519().privateKey());
    for (int length = 0; length < whole.length; length += 3) {
      assertThat(PrivateKeyText.problem(pem("OPENSSH PRIVATE KEY", Arrays.copyOf(whole, length))))
          .isNotNull();
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static byte[] base64(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static String text(ByteBuffer in) {
    return new String(string(in), StandardCharsets.US_ASCII);
  }

  private static byte[] string(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
