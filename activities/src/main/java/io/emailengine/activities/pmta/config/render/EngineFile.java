package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.VmtaName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The engine's own configuration file: writing it, and reading who wrote it. A file is a top, which
 * names instance and generation, and a body, which depends on neither.
 */
public final class EngineFile {
  /** Recipient domain whose settings carry the generation, so that read-back proves what runs. */
  public static final String MARKER_DOMAIN = "generation.email-engine.invalid";

  /** Directive of the marker whose value is the generation. */
  public static final String MARKER_DIRECTIVE = "max-errors-per-connection";

  /** Value of {@code max-smtp-msg-rate} of a stopped virtual MTA. */
  private static final String STOPPED = "1/d";

  private EngineFile() {}

  /** Writes the file: the same input gives the same bytes, on any machine, at any time. */
  public static Rendered render(RenderInput input) {
    String body = new BodyWriter(input.vmtas().size() + input.pools().size()).write(input);
    byte[] bodyBytes = body.getBytes(UTF_8);
    MessageDigest sha256 = sha256();
    String bodySha256 = hex(sha256.digest(bodyBytes));
    String top = top(new EngineHeader(input.instanceId(), input.generation(), bodySha256));
    sha256.update(top.getBytes(US_ASCII));
    sha256.update(bodyBytes);
    return new Rendered(top.concat(body), hex(sha256.digest()), bodySha256);
  }

  /** Reads the first line of a file; empty if the engine did not write it. */
  public static Optional<EngineHeader> readHeader(byte[] file) {
    return HeaderLine.read(file);
  }

  /**
   * True if the file is what the engine writes under the header that it has: a slip of an editor is
   * noticed without knowing what was written. Whoever makes header and rest agree again goes
   * unnoticed; the recorded sha256 tells.
   */
  public static boolean isUntouched(byte[] file) {
    Optional<EngineHeader> header = readHeader(file);
    if (header.isEmpty()) {
      return false;
    }
    byte[] top = top(header.get()).getBytes(US_ASCII);
    if (file.length < top.length || !Arrays.equals(top, Arrays.copyOf(file, top.length))) {
      return false;
    }
    MessageDigest sha256 = sha256();
    sha256.update(file, top.length, file.length - top.length);
    return hex(sha256.digest()).equals(header.get().bodySha256());
  }

  /**
   * The given text with one virtual MTA stopped and nothing else changed: a stop gets through even
   * where a person has edited the file. Empty if the text can't be read safely or does not define
   * the virtual MTA.
   */
  public static Optional<String> withOnlyStopped(String text, VmtaName vmta) {
    PmtaConfig config = PmtaConfig.parse("engine file", text);
    StringBuilder out = new StringBuilder(text.length() + 64);
    boolean found = false;
    for (Item item : config.items()) {
      if (item instanceof Block block
          && block.is("virtual-mta")
          && block.name().equals(vmta.value())) {
        if (!config.problems().isEmpty()) {
          return Optional.empty();
        }
        BlockText.of(config.text(block)).appendWith(out, BodyWriter.RATE, STOPPED);
        found = true;
      } else {
        out.append(config.text(item));
      }
    }
    return found ? Optional.of(out.toString()) : Optional.empty();
  }

  private static String top(EngineHeader header) {
    return HeaderLine.write(header)
        + "# Written by email-engine. Do not edit: an edit holds all changes until a person answers it.\n"
        + "<domain "
        + MARKER_DOMAIN
        + ">\n    "
        + MARKER_DIRECTIVE
        + " "
        + header.generation()
        + "\n</domain>\n";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
