package io.emailengine.activities.pmta.config.mask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.config.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
  private final SecretMask mask = new SecretMask("0123456789abcdef".getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth-password S3cret",
        "\tauth-password\tS3cret   ",
        "AUTH-PASSWORD S3cret",
        "password \"S3cret\"",
        "password \"two S3cret words\"",
        "password \"a\\\"S3cret\"",
        "http-api-key S3cret",
        "api-key S3cret # of the monitor",
        "smtp-server-tls-certificate /etc/pmta/cert.pem S3cret",
        "tls-certificate \"/etc/a b.pem\" S3cret",
        "privacy-policy siphash-hexkey S3cret",
        "token S3cret",
        "vault-token S3cret",
        "client-secret S3cret",
        "auth-password abc#S3cret",
        "auth-password abc # S3cret",
        "#auth-password S3cret",
        "  ## auth-password: S3cret",
        "# old one: auth-password S3cret",
        "max-smtp-out 5 # auth-password S3cret",
        "use-proxy https://user:S3cret@proxy.example.com:8080",
        "include https://S3cret@example.com/x",
        "<acct-file |/usr/bin/feed --password=S3cret --quiet>",
        "http-webhook-url https://example.com/x?token=S3cret&a=b",
        "http-webhook-header Authorization: Bearer S3cret",
        "<vault a>\nlogin S3cret\n</vault>",
        "auth-password S3cret\r",
        "auth-password S3cret",
      })
  void hidesTheSecret(String text) {
    String masked = mask.mask(text + "\nnext 1\n");

    assertThat(masked).doesNotContain("S3cret").contains("[masked:").endsWith("\nnext 1\n");
    assertThat(mask.mask(masked)).isEqualTo(masked);
  }

  @Test
  void leavesEverythingElseAsItIs() {
    String text =
        """
        domain-key s1,*,/etc/pmta/key.pem
        smtp-server-tls-certificate /etc/pmta/cert.pem
        authentication-method password
        auth-username me@example.com
        # who may hand mail in
        reply /authentication failed/ mode=backoff
        \tdkim-sign yes  # as always\r
        password
        é ☃""";
    assertThat(mask.mask(text)).isEqualTo(text);
    assertThat(mask.mask("")).isEmpty();
  }

  @Test
  void masksTheFixtureInOnePlaceOnly() {
    String text = Fixtures.text("backup-cold.config");
    String masked = mask.mask(text);

    assertThat(masked).doesNotContain("fixture pass");
    assertThat(masked.replaceAll("\\[masked:[0-9a-f]{12}]", "\"fixture pass, 4hT9w\""))
        .isEqualTo(text);
  }

  @Test
  void theSameValueMasksTheSameQuotedOrNot() {
    String plain = mask.mask("auth-password abc");

    assertThat(mask.mask("auth-password \"abc\"")).isEqualTo(plain);
    assertThat(mask.mask("password abc")).endsWith(plain.substring("auth-".length()));
    assertThat(mask.mask("auth-password abd")).isNotEqualTo(plain);
    assertThat(new SecretMask(new byte[16]).mask("auth-password abc")).isNotEqualTo(plain);
    assertThat(plain).matches("auth-password \\[masked:[0-9a-f]{12}]");
  }

  @Test
  void refusesAKeyThatIsTooShort() {
    assertThatThrownBy(() -> new SecretMask(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
