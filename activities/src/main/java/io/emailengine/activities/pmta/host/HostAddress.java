package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshTarget;

/**
 * A PowerMTA host and where its parts lie.
 *
 * @param configPath absolute path of the main configuration file
 * @param pmta absolute path of the {@code pmta} program
 * @param helperRequired whether files may be swapped through the helper only, as on an adopted host
 */
public record HostAddress(
    SshTarget target, String configPath, String pmta, boolean helperRequired) {
  public HostAddress {
    HostPaths.requireAbsolute("configPath", configPath);
    HostPaths.requireAbsolute("pmta", pmta);
  }

  /** A host that may not have the helper yet. */
  public HostAddress(SshTarget target, String configPath, String pmta) {
    this(target, configPath, pmta, false);
  }
}
