package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.PmtaConfig;

/** Plans the adoption of one configuration file. Writes nothing and keeps nothing. */
public final class Adoption {
  private Adoption() {}

  /**
   * Plans the adoption of a file that may have been adopted before.
   *
   * @param includePath absolute path of the engine's file on the host, of plain characters
   * @param engineNames what the engine's file defines already
   */
  public static AdoptionResult plan(PmtaConfig file, String includePath, EngineNames engineNames) {
    throw new UnsupportedOperationException();
  }
}
