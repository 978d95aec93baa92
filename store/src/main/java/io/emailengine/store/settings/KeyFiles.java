package io.emailengine.store.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * Keys that are made once and kept in files only their owner can read (0600). Making one is whole
 * or not at all: a crash in between leaves either no file or the complete one.
 */
public final class KeyFiles {
  private static final String OPERATOR_KEY = "operator.key";
  private static final String SECRET_KEY = "secret.key";
  private static final int KEY_BYTES = 32;

  private KeyFiles() {}

  /**
   * The operator's API key: the given one, else the one in {@code operator.key}, made there once.
   *
   * @throws IOException if the file can't be read or written
   */
  public static Secret operatorKey(EngineSettings settings, Path dataDir) throws IOException {
    return settings.operatorKey().isPresent()
        ? settings.operatorKey().get()
        : readOrMake(dataDir.resolve(OPERATOR_KEY));
  }

  /**
   * The key that seals secrets, 32 bytes: from the given file, else from {@code secret.key}, made
   * there once.
   *
   * @throws IOException if the file can't be read or written, or is not 32 bytes in base64
   */
  public static byte[] secretKey(EngineSettings settings, Path dataDir) throws IOException {
    boolean given = settings.secretKeyFile().isPresent();
    Path file = settings.secretKeyFile().orElse(dataDir.resolve(SECRET_KEY));
    String text = (given ? read(file) : readOrMakeBase64(file)).reveal();
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " must hold 32 bytes in base64; it holds something else");
    }
    throw new IOException(file + " must hold 32 bytes in base64; it holds another number of bytes");
  }

  /**
   * A random password or key (256 bits, URL-safe), kept in a file.
   *
   * @throws IOException if the file can't be read or written
   */
  public static Secret readOrMake(Path file) throws IOException {
    return readOrMake(file, Base64.getUrlEncoder().withoutPadding());
  }

  private static Secret readOrMakeBase64(Path file) throws IOException {
    return readOrMake(file, Base64.getEncoder());
  }

  private static Secret readOrMake(Path file, Base64.Encoder encoder) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    try {
      // The first start of an application alone finds no data folder yet.
      Files.createDirectories(file.toAbsolutePath().getParent());
      write(file, encoder.encodeToString(random));
    } catch (FileSystemException e) {
      // Its message is a mere path.
      throw new IOException(file + " can't be written: " + e, e);
    }
    Arrays.fill(random, (byte) 0);
    return read(file);
  }

  private static Secret read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + " can't be read");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return new Secret(text);
  }

  private static void write(Path file, String text) throws IOException {
    Path whole = file.toAbsolutePath();
    Path temporary =
        whole.resolveSibling(whole.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(temporary))) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    appear(temporary, whole);
  }

  /** Where two applications make the same key at one time, the first one's stays. */
  private static void appear(Path temporary, Path whole) throws IOException {
    try {
      Files.createLink(whole, temporary);
      Files.delete(temporary);
    } catch (FileAlreadyExistsException e) {
      Files.delete(temporary);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here: a rename is whole as well, only without a referee.
      Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-------");
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }
}
