package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import io.emailengine.workflows.model.DailyCap;
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

  /** The cap of a stopped virtual MTA. */
  private static final DailyCap STOPPED = new DailyCap(1);

  /** Keeps the place of the body's hash while the body is being written. */
  private static final String NO_HASH_YET = "0".repeat(64);

  private EngineFile() {}

  /** Writes the file: the same input gives the same bytes, on any machine, at any time. */
  public static Rendered render(RenderInput input) {
    TextBytes out = new TextBytes(BodyWriter.size(input));
    String top = top(new EngineHeader(input.instanceId(), input.generation(), NO_HASH_YET));
    out.ascii(top);
    new BodyWriter(out).write(input);
    byte[] file = out.buffer();
    int body = top.length();
    MessageDigest sha256 = sha256();
    sha256.update(file, body, out.size() - body);
    String bodySha256 = hex(sha256.digest());
    byte[] hash = bodySha256.getBytes(US_ASCII);
    System.arraycopy(hash, 0, file, top.indexOf(NO_HASH_YET), hash.length);
    sha256.update(file, 0, out.size());
    return new Rendered(file, out.size(), hex(sha256.digest()), bodySha256);
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

  /** As {@link #withOnlyStopped(byte[], VmtaName)}, for UTF-8 text. */
  public static Optional<String> withOnlyStopped(String text, VmtaName vmta) {
    return withOnlyStopped(text.getBytes(UTF_8), vmta).map(bytes -> new String(bytes, UTF_8));
  }

  /**
   * The given file with one virtual MTA stopped and nothing else changed: a stop gets through even
   * where a person has edited the file. Empty if the file can't be read safely or does not define
   * the virtual MTA.
   */
  public static Optional<byte[]> withOnlyStopped(byte[] file, VmtaName vmta) {
    PmtaConfig config = PmtaConfig.parse("engine file", file);
    if (!config.problems().isEmpty()) {
      return Optional.empty();
    }
    TextBytes out = new TextBytes(file.length + 64);
    boolean found = false;
    for (Item item : config.items()) {
      if (item instanceof Block block
          && block.is("virtual-mta")
          && block.name().equals(vmta.value())) {
        BlockText.of(config.bytes(block)).appendTo(out, STOPPED);
        found = true;
      } else {
        out.raw(config.bytes(item));
      }
    }
    return found ? Optional.of(out.toByteArray()) : Optional.empty();
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
