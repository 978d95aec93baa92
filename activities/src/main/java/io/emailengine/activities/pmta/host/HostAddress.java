package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshTarget;

/**
 * A PowerMTA host and where its parts lie.
 *
 * @param configPath absolute path of the main configuration file
 * @param pmta absolute path of the {@code pmta} program
 */
public record HostAddress(SshTarget target, String configPath, String pmta) {
  public HostAddress {
    HostPaths.requireAbsolute("configPath", configPath);
    HostPaths.requireAbsolute("pmta", pmta);
  }
}
