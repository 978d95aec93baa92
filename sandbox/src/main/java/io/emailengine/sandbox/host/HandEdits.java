package io.emailengine.sandbox.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person with an editor does on the host, past the engine. Files are replaced whole, as
 * editors do, with the mode that they had; text is taken byte for byte, whatever its encoding.
 */
public final class HandEdits {
  private static final Pattern HEADER =
      Pattern.compile("\\A# email-engine instance=[0-9a-f-]+ generation=\\d+");
  private static final Pattern MARKER = Pattern.compile("max-errors-per-connection \\d+");

  private final HostFiles files;
  private final Consumer<String> tell;

  /**
   * @param tell told in a few words of each edit, after it was made
   */
  public HandEdits(HostFiles files, Consumer<String> tell) {
    this.files = files;
    this.tell = tell;
  }

  /** Adds text at the end of a file, on a line of its own. */
  public void append(String path, String text) {
    change(
        path,
        "appended to by hand",
        old -> (old.isEmpty() || old.endsWith("\n") ? old : old + "\n") + raw(text) + "\n");
  }

  /**
   * Puts other text in place of each occurrence of one.
   *
   * @throws IllegalArgumentException if the file does not hold it
   */
  public void replace(String path, String text, String other) {
    change(
        path,
        "edited by hand",
        old -> {
          if (!old.contains(raw(text))) {
            throw new IllegalArgumentException(path + " does not hold \"" + text + "\"");
          }
          return old.replace(raw(text), raw(other));
        });
  }

  /** Writes a file as a whole; a new one gets the mode 0640. */
  public void write(String path, byte[] bytes) {
    save(path, bytes);
    tell.accept(path + " written by hand");
  }

  /** Removes a file, which must be there. */
  public void delete(String path) {
    try {
      Files.delete(files.locate(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell.accept(path + " deleted by hand");
  }

  /**
   * Makes an engine's file look as if another engine had written it: its header, its marker, an
   * unbroken body.
   *
   * @throws IllegalArgumentException if no engine has written the file
   */
  public void secondWriter(String path, UUID instance, long generation) {
    change(
        path,
        "written by another engine",
        old -> {
          Matcher header = HEADER.matcher(old);
          if (!header.find()) {
            throw new IllegalArgumentException(path + " has no header of an engine");
          }
          String ours = "# email-engine instance=" + instance + " generation=" + generation;
          return MARKER
              .matcher(header.replaceFirst(ours))
              .replaceFirst("max-errors-per-connection " + generation);
        });
  }

  /** Text as the bytes of its encoding, one a character. */
  private static String raw(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private void change(String path, String what, UnaryOperator<String> edit) {
    byte[] old =
        files
            .read(path)
            .orElseThrow(() -> new IllegalArgumentException("no file " + path + " on the host"));
    String text = new String(old, StandardCharsets.ISO_8859_1);
    save(path, edit.apply(text).getBytes(StandardCharsets.ISO_8859_1));
    tell.accept(path + " " + what);
  }

  private void save(String path, byte[] bytes) {
    Path file = files.locate(path);
    Path whole = file.resolveSibling("." + file.getFileName() + ".swp");
    try {
      Files.createDirectories(file.getParent());
      Files.write(whole, bytes);
      Files.setPosixFilePermissions(
          whole,
          Files.exists(file)
              ? Files.getPosixFilePermissions(file)
              : PosixFilePermissions.fromString("rw-r-----"));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
