package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.IpAddress;
import java.util.Optional;

/**
 * One {@code smtp-source-host} line.
 *
 * @param address the address, if the line has exactly one and in its right place
 * @param addressText first word of the line, as written
 * @param hostname second word of the line, as written; empty if there is none
 */
public record ImportedSource(Optional<IpAddress> address, String addressText, String hostname) {
  public ImportedSource {
    requireNonNull(address, "address is null");
    requireNonNull(addressText, "addressText is null");
    requireNonNull(hostname, "hostname is null");
  }
}
