package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The operator's file without the moved blocks; every byte that stays is copied, never rewritten.
 */
final class OperatorFile {
  private final PmtaConfig config;
  private final byte[] bytes;

  OperatorFile(PmtaConfig config) {
    this.config = config;
    this.bytes = config.bytes();
  }

  /** Leaves the blocks out. */
  byte[] without(List<Block> moved) {
    return write(moved, "");
  }

  /** Puts the include line where the first block stood; at the end if there are no blocks. */
  byte[] including(String path, List<Block> moved) {
    String line = "include " + path + lineEnd();
    if (!moved.isEmpty()) {
      return write(moved, line);
    }
    boolean open = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 256);
    out.writeBytes(bytes);
    out.writeBytes(((open ? lineEnd() : "") + line).getBytes(UTF_8));
    return out.toByteArray();
  }

  private byte[] write(List<Block> moved, String first) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 256);
    String insert = first;
    int from = 0;
    for (Block block : moved) {
      out.write(bytes, from, block.start() - from);
      out.writeBytes(insert.getBytes(UTF_8));
      insert = "";
      from = block.end();
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  /** As the file's first line ends. */
  private String lineEnd() {
    return !config.items().isEmpty() && firstLine().endsWith("\r\n") ? "\r\n" : "\n";
  }

  private String firstLine() {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return new String(bytes, 0, Math.min(end + 1, bytes.length), UTF_8);
  }
}
