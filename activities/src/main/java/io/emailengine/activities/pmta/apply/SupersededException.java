package io.emailengine.activities.pmta.apply;

/** The server belongs to another run since this one began; nothing more may be done by this one. */
final class SupersededException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
