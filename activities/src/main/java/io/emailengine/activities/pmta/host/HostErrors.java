package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshAuthException;
import io.emailengine.activities.ssh.SshException;
import io.emailengine.activities.ssh.SshFileException;
import io.emailengine.activities.ssh.SshHostKeyException;
import java.util.function.Supplier;

/** Tells SSH's errors in the words of the port. */
final class HostErrors {
  private HostErrors() {}

  static <T> T translating(Supplier<T> call) {
    try {
      return call.get();
    } catch (SshException e) {
      throw translated(e);
    }
  }

  static void running(Runnable call) {
    translating(
        () -> {
          call.run();
          return true;
        });
  }

  static HostException translated(SshException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof SshFileException file) {
      HostFileException.Kind kind = HostFileException.Kind.valueOf(file.kind().name());
      return new HostFileException(kind, message, e);
    }
    if (e instanceof SshHostKeyException) {
      return new HostRefusedException(HostRefusedException.Kind.HOST_KEY, message, e);
    }
    if (e instanceof SshAuthException) {
      return new HostRefusedException(HostRefusedException.Kind.AUTH, message, e);
    }
    return new HostUnreachableException(message, e);
  }
}
