package io.emailengine.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of a child's output that never grows beyond a size; one older file is kept beside it. */
final class BoundedLog implements AutoCloseable {
  private final Path file;
  private final long most;
  private @Nullable OutputStream out;
  private long size;

  BoundedLog(Path file, long mostBytes) {
    this.file = file;
    this.most = mostBytes;
  }

  synchronized void write(byte[] bytes, int length) throws IOException {
    OutputStream open = out == null ? open() : out;
    if (size + length > most && size > 0) {
      open.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      open = open();
    }
    open.write(bytes, 0, length);
    size += length;
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private OutputStream open() throws IOException {
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
    out = opened;
    return opened;
  }
}
