package io.emailengine.sandbox.host;

import java.nio.charset.StandardCharsets;

/** What a command wrote and how it ended. */
@SuppressWarnings("ArrayRecordComponent")
public record ShellResult(int exitCode, byte[] out, byte[] err) {
  static ShellResult ok(String out) {
    return new ShellResult(0, out.getBytes(StandardCharsets.UTF_8), new byte[0]);
  }

  static ShellResult error(int exitCode, String err) {
    return new ShellResult(exitCode, new byte[0], (err + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
