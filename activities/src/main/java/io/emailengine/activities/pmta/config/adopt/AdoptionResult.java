package io.emailengine.activities.pmta.config.adopt;

/** What adoption would do to a configuration, or why it does nothing. */
public sealed interface AdoptionResult permits AdoptionPlan, AdoptionRefused, AlreadyAdopted {}
