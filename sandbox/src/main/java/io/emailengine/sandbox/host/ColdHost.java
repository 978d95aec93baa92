package io.emailengine.sandbox.host;

import io.emailengine.sandbox.powermta.PowerMta;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/** Lays out a host as a hand keeps one that has its software and two addresses and never sent. */
public final class ColdHost {
  private static final String DKIM_KEY = "/etc/pmta/dkim/mail.example.com.pem";
  private static final int DKIM_BITS = 2048;

  private ColdHost() {}

  /**
   * Writes what is missing of the host. The configuration comes last and whole, so that a layout
   * that was cut off is taken up again.
   *
   * @param own files of the host instead of the cold configuration, unless there are none
   * @return whether there was anything to lay out
   */
  public static boolean layOut(HostFiles files, HostFacts facts, Map<String, byte[]> own) {
    if (Files.exists(files.locate(PowerMta.CONFIG))) {
      return false;
    }
    try {
      write(files, "/etc/timezone", facts.zoneName() + "\n", "rw-r--r--");
      write(files, "/etc/hostname", facts.hostName() + "\n", "rw-r--r--");
      write(files, DKIM_KEY, privateKey(), "rw-r-----");
      Files.createDirectories(files.locate("/var/log/pmta"));
      Files.createDirectories(files.locate("/var/spool/pmta"));
      Files.createDirectories(files.locate("/tmp"));
      byte[] config = own.isEmpty() ? template() : own.get(PowerMta.CONFIG);
      for (Map.Entry<String, byte[]> file : own.entrySet()) {
        if (!file.getKey().equals(PowerMta.CONFIG)) {
          write(files, file.getKey(), file.getValue(), "rw-r-----");
        }
      }
      write(files, PowerMta.CONFIG, Objects.requireNonNull(config, "no config"), "rw-r-----");
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] template() throws IOException {
    try (InputStream in = ColdHost.class.getResourceAsStream("backup-cold.config")) {
      if (in == null) {
        throw new IllegalStateException("backup-cold.config is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(DKIM_BITS);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
      return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }

  private static void write(HostFiles files, String path, String text, String mode)
      throws IOException {
    write(files, path, text.getBytes(StandardCharsets.UTF_8), mode);
  }

  private static void write(HostFiles files, String path, byte[] bytes, String mode)
      throws IOException {
    Path file = files.locate(path);
    Files.createDirectories(file.getParent());
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    Files.write(whole, bytes);
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString(mode));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
