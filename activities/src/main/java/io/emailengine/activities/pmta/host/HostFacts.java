package io.emailengine.activities.pmta.host;

import java.util.List;
import java.util.Optional;

/**
 * What the host tells about itself; whatever it does not tell is left empty.
 *
 * @param addresses addresses on its interfaces, as {@code ip} prints them, without prefix lengths;
 *     empty when they could not be read
 * @param hostName its own name
 * @param timeZone its time zone id, such as {@code Europe/Berlin}
 */
public record HostFacts(
    List<String> addresses, Optional<String> hostName, Optional<String> timeZone) {
  public HostFacts {
    addresses = List.copyOf(addresses);
  }
}
