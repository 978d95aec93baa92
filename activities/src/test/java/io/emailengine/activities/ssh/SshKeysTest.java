package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SshKeysTest {
  @Test
  void readsWhatItGenerates() {
    SshKeys.Generated made = SshKeys.generate();
    SshKeys.check(made.privateKey());
    assertThat(made.publicLine()).matches("ssh-ed25519 AAAA\\S+ email-engine");
    assertThat(SshKeys.publicLine(made.privateKey())).isEqualTo(made.publicLine());
    assertThat(made.toString()).doesNotContain("BEGIN");
  }

  @Test
  void generatesAnotherKeyEachTime() {
    assertThat(SshKeys.generate().publicLine()).isNotEqualTo(SshKeys.generate().publicLine());
  }

  @Test
  void readsEd25519InPkcs8() {
    assertThat(SshKeys.publicLine(TestKeys.pkcs8(TestKeys.ed25519())))
        .startsWith("ssh-ed25519 AAAA");
  }

  @Test
  void readsRsaInBothPemForms() {
    var rsa = TestKeys.rsa();
    assertThat(SshKeys.publicLine(TestKeys.pkcs1(rsa)))
        .startsWith("ssh-rsa AAAA")
        .isEqualTo(SshKeys.publicLine(TestKeys.pkcs8(rsa)));
  }

  @Test
  void readsWindowsLineEndsAndSpaceAround() {
    String text = SshKeys.generate().privateKey();
    SshKeys.check("\n  " + text.replace("\n", "\r\n") + "\r\n\r\n");
  }

  @Test
  void namesTheProblem() {
    String good = SshKeys.generate().privateKey();
    refused("", "is empty");
    refused(SshKeys.publicLine(good), "public key");
    refused("PuTTY-User-Key-File-3: ssh-ed25519", "PuTTY");
    refused("hello", "-----BEGIN");
    refused(good.substring(0, good.length() / 2), "-----END line is missing");
    refused(good.replace("\n", "\\n"), "\\n in place of line breaks");
    refused(good.replaceFirst("(?m)^([A-Za-z0-9+/=]{68})$", "????"), "cannot be read");
    refused(TestKeys.pkcs8(TestKeys.ecdsa()), "ed25519 or RSA");
    refused(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "passphrase");
    // An OpenSSH key whose cipher is aes256-ctr.
    refused(
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0\n"
            + "-----END OPENSSH PRIVATE KEY-----",
        "passphrase");
  }

  @Test
  void neverQuotesTheKey() {
    String broken = SshKeys.generate().privateKey().replaceFirst("AAAA", "????");
    assertThatThrownBy(() -> SshKeys.check(broken)).hasMessageNotContaining("AAAA").hasNoCause();
  }

  private static void refused(String text, String problem) {
    assertThatThrownBy(() -> SshKeys.check(text))
        .isInstanceOf(SshKeyException.class)
        .hasMessageContaining(problem);
  }
}
