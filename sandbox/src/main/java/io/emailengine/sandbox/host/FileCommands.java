package io.emailengine.sandbox.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The commands that look at files. */
final class FileCommands {
  private final HostFiles files;
  private final HostFacts facts;

  FileCommands(HostFiles files, HostFacts facts) {
    this.files = files;
    this.facts = facts;
  }

  ShellResult cat(List<String> arguments) {
    return each("cat", operands(arguments), path -> files.read(path));
  }

  ShellResult sha256sum(List<String> arguments) {
    return each(
        "sha256sum",
        operands(arguments),
        path ->
            files
                .read(path)
                .map(
                    bytes ->
                        (sha256(bytes) + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> operands(List<String> arguments) {
    return arguments.stream().filter(word -> !word.equals("--") && !word.equals("-b")).toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private ShellResult each(
      String command, List<String> paths, Function<String, Optional<byte[]>> content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder err = new StringBuilder();
    for (String path : paths) {
      Optional<byte[]> bytes = content.apply(path);
      if (bytes.isPresent()) {
        out.writeBytes(bytes.get());
      } else {
        boolean folder = Files.isDirectory(files.locate(path));
        err.append(command).append(": ").append(path).append(": ");
        err.append(folder ? "Is a directory\n" : "No such file or directory\n");
      }
    }
    return new ShellResult(
        err.length() == 0 ? 0 : 1,
        out.toByteArray(),
        err.toString().getBytes(StandardCharsets.UTF_8));
  }

  ShellResult readlink(List<String> arguments) {
    List<String> paths = arguments.stream().filter(word -> !word.startsWith("-")).toList();
    if (paths.size() != 1) {
      return ShellResult.error(1, "readlink: missing operand");
    }
    String path = Path.of("/").resolve(paths.get(0)).normalize().toString();
    return ShellResult.ok(
        (path.equals("/etc/localtime") ? "/usr/share/zoneinfo/" + facts.zoneName() : path) + "\n");
  }

  ShellResult stat(List<String> arguments) {
    List<String> words =
        arguments.stream().filter(word -> !word.equals("-L") && !word.equals("--")).toList();
    if (words.size() < 3 || !(words.get(0).equals("-c") || words.get(0).equals("--format"))) {
      return ShellResult.error(1, "stat: missing operand");
    }
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    for (String path : words.subList(2, words.size())) {
      try {
        out.append(describe(words.get(1), path)).append('\n');
      } catch (IOException e) {
        err.append("stat: cannot statx '").append(path).append("': No such file or directory\n");
      }
    }
    return new ShellResult(
        err.length() == 0 ? 0 : 1,
        out.toString().getBytes(StandardCharsets.UTF_8),
        err.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String describe(String format, String path) throws IOException {
    Path file = files.locate(path);
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |= 0400 >> permission.ordinal();
    }
    boolean folder = Files.isDirectory(file);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) != '%' || i + 1 == format.length()) {
        text.append(format.charAt(i));
        continue;
      }
      char code = format.charAt(++i);
      text.append(
          switch (code) {
            case 'a' -> Integer.toOctalString(mode);
            case 's' -> Long.toString(Files.size(file));
            case 'Y' -> Long.toString(Files.getLastModifiedTime(file).toMillis() / 1000);
            case 'n' -> path;
            case 'U', 'G' -> "root";
            case 'u', 'g' -> "0";
            case 'i' -> String.valueOf(Files.getAttribute(file, "unix:ino"));
            case 'F' -> folder ? "directory" : "regular file";
            default -> "%" + code;
          });
    }
    return text.toString();
  }
}
