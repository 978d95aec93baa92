package io.emailengine.activities.pmta.apply;

/** Where the engine's files lie on a host: one folder beside the operator's configuration. */
record EnginePaths(String configPath) {
  static final String FOLDER = "email-engine";

  String folder() {
    return configPath.substring(0, configPath.lastIndexOf('/') + 1) + FOLDER;
  }

  /** The file that the operator's configuration includes. */
  String engineFile() {
    return folder() + "/engine.conf";
  }

  /** Always the same name, so that an interrupted upload leaves no litter behind. */
  String staged() {
    return folder() + "/engine.conf.new";
  }

  String lastKnownGood() {
    return folder() + "/engine.conf.lkg";
  }

  /** The operator's file as it stood before adoption. */
  String beforeAdoption() {
    return folder() + "/config.before-adoption";
  }

  /** Beside the operator's file, where a rename can replace it. */
  String stagedConfig() {
    return configPath + ".email-engine-new";
  }
}
