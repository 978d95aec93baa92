package io.emailengine.activities.pmta.host;

/** Something on a host did not go as asked; the subtypes say what can be done about it. */
public abstract sealed class HostException extends RuntimeException
    permits HostUnreachableException,
        HostRefusedException,
        HostFileException,
        HostHelperException,
        HostCommandException {
  private static final long serialVersionUID = 1L;

  HostException(String message) {
    super(message);
  }

  HostException(String message, Throwable cause) {
    super(message, cause);
  }
}
