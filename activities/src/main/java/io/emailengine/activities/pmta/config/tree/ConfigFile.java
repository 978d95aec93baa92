package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.PmtaConfig;

/** One of the operator's files. */
public final class ConfigFile {
  private final String path;
  private final PmtaConfig config;
  private int atTop;
  private boolean inBlock;
  private boolean uncertain;

  ConfigFile(String path, PmtaConfig config) {
    this.path = path;
    this.config = config;
  }

  public String path() {
    return path;
  }

  public PmtaConfig config() {
    return config;
  }

  /** True if the file is loaded exactly once, and at top level: its blocks have one place. */
  public boolean isPlainlyLoaded() {
    return atTop == 1 && !inBlock && !uncertain;
  }

  /** True if the file, or a part of it, is loaded at top level. */
  public boolean isAtTop() {
    return atTop > 0;
  }

  void loadedAtTop() {
    atTop++;
  }

  void loadedInBlock() {
    inBlock = true;
  }

  void loadIsUncertain() {
    uncertain = true;
  }
}
