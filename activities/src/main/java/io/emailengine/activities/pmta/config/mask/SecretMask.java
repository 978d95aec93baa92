package io.emailengine.activities.pmta.config.mask;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces the values of secret directives by {@code [masked:…]}, a keyed hash: the same value
 * gives the same mask, and nobody without the key can test a guess. Masking masked text changes
 * nothing. In doubt more is masked, above all in comments; text that holds no secret stays as it
 * is.
 */
public final class SecretMask {
  /** 48 bits: enough to tell whether a value changed, too few to be taken for a safe hash. */
  private static final int SHOWN_BYTES = 6;

  private static final String OPEN = "[masked:";

  private final SecretKeySpec key;

  /** Takes the key of the hash, at least 16 bytes. */
  public SecretMask(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("the key is shorter than 16 bytes");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * Masks configuration text, line by line, commented-out lines too. A NUL becomes U+FFFD, for no
   * database keeps one in a text.
   */
  public String mask(String text) {
    SecretLines lines = new SecretLines(new Hash(key));
    StringBuilder out = new StringBuilder(text.length() + 64);
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      int last = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
      out.append(lines.masked(text.substring(start, last)));
      start = newline < 0 ? end : end + 1;
      out.append(text, last, start);
    }
    return text.indexOf('\0') < 0 ? out.toString() : out.toString().replace('\0', '\uFFFD');
  }

  /** The keyed hash of single values. */
  static final class Hash {
    private final Mac mac;

    Hash(SecretKeySpec key) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has HmacSHA256", e);
      }
    }

    /** The mask of a value; quotes around it do not count. */
    String of(String value) {
      if (isMask(value)) {
        return value;
      }
      byte[] digest = mac.doFinal(unquoted(value).getBytes(UTF_8));
      return OPEN + HexFormat.of().formatHex(digest, 0, SHOWN_BYTES) + "]";
    }

    private static boolean isMask(String value) {
      return value.length() == OPEN.length() + 2 * SHOWN_BYTES + 1
          && value.startsWith(OPEN)
          && value.endsWith("]")
          && value
              .substring(OPEN.length(), value.length() - 1)
              .chars()
              .allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    private static String unquoted(String value) {
      int length = value.length();
      if (length < 2 || value.charAt(0) != '"' || value.charAt(length - 1) != '"') {
        return value;
      }
      return value.substring(1, length - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
  }
}
