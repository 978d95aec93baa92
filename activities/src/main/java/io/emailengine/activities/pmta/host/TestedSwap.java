package io.emailengine.activities.pmta.host;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file to be replaced by another that lies staged.
 *
 * @param expectedSha256 of the target as it must be found; empty if there must be none
 * @param stagedSha256 of the staged file, so that nothing else gets in place
 * @param staged the new file, on the file system of the target
 * @param target the file to be replaced
 * @param keptAs where the target's old file goes, on the same file system; replaced if present
 */
public record TestedSwap(
    Optional<String> expectedSha256,
    String stagedSha256,
    String staged,
    String target,
    String keptAs) {
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");

  public TestedSwap {
    expectedSha256.ifPresent(sha -> requireSha("expectedSha256", sha));
    requireSha("stagedSha256", stagedSha256);
    HostPaths.requireAbsolute("staged", staged);
    HostPaths.requireAbsolute("target", target);
    HostPaths.requireAbsolute("keptAs", keptAs);
    if (staged.equals(target) || staged.equals(keptAs) || target.equals(keptAs)) {
      throw new IllegalArgumentException("staged, target and keptAs must be three paths");
    }
  }

  /** Replaces a file that must be there with these bytes still. */
  public static TestedSwap of(
      byte[] before, byte[] after, String staged, String target, String keptAs) {
    return new TestedSwap(Optional.of(sha256(before)), sha256(after), staged, target, keptAs);
  }

  /** Makes a file that must not be there yet. */
  public static TestedSwap ofNew(byte[] after, String staged, String target, String keptAs) {
    return new TestedSwap(Optional.empty(), sha256(after), staged, target, keptAs);
  }

  static String requireSha(String name, String sha) {
    if (!SHA.matcher(sha).matches()) {
      throw new IllegalArgumentException(name + " must be a SHA-256 in lower case hex");
    }
    return sha;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
