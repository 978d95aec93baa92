package io.emailengine.sandbox.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/** What the host's helper does with files: by links and renames, as the real one. */
final class HelperFolder {
  static final String ABSENT = "absent";

  private final HostFiles files;
  private final Consumer<String> swapped;

  HelperFolder(HostFiles files, Consumer<String> swapped) {
    this.files = files;
    this.swapped = swapped;
  }

  /** The sha256, or {@code absent}, {@code link} or {@code other}. */
  String shaOf(String path) throws IOException {
    Path file = files.locate(path);
    if (Files.isSymbolicLink(file)) {
      return "link";
    }
    if (!Files.exists(file)) {
      return ABSENT;
    }
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? sha256(Files.readAllBytes(file))
        : "other";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void keep(HelperSwap swap) throws IOException {
    if (!swap.old().equals(ABSENT)) {
      Files.deleteIfExists(files.locate(swap.kept()));
      Files.createLink(files.locate(swap.kept()), files.locate(swap.target()));
    }
  }

  void rename(String from, String to) throws IOException {
    Files.move(files.locate(from), files.locate(to), StandardCopyOption.ATOMIC_MOVE);
    swapped.accept(to);
  }

  /** Does nothing where the old file is in place. */
  void putBack(HelperSwap swap) throws IOException {
    if (shaOf(swap.target()).equals(swap.old())) {
      return;
    }
    if (swap.old().equals(ABSENT)) {
      remove(swap.target());
    } else {
      rename(swap.kept(), swap.target());
    }
  }

  boolean exists(String path) {
    return Files.exists(files.locate(path), LinkOption.NOFOLLOW_LINKS);
  }

  String read(String path) throws IOException {
    return Files.readString(files.locate(path), StandardCharsets.UTF_8);
  }

  void write(String path, String text) throws IOException {
    Path file = files.locate(path);
    Files.createDirectories(file.getParent());
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(whole, text, StandardCharsets.UTF_8);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void remove(String path) throws IOException {
    Files.deleteIfExists(files.locate(path));
  }
}
