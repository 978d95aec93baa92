package io.emailengine.activities.pmta.apply;

/** Rolls back the transaction of a change that must not be, or was only to be looked at. */
final class ChangeRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Adopter.Outcome outcome;

  ChangeRefused(Adopter.Outcome outcome) {
    super(outcome.body().getClass().getSimpleName(), null, false, false);
    this.outcome = outcome;
  }

  Adopter.Outcome outcome() {
    return outcome;
  }
}
