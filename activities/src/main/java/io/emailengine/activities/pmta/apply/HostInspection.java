package io.emailengine.activities.pmta.apply;

import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a host says of itself, as values of ours; what cannot be one is left out. */
final class HostInspection {
  private HostInspection() {}

  /** The addresses from which mail can leave: loopback and link-local ones are none. */
  static List<String> canonical(List<String> addresses) {
    TreeSet<String> canonical = new TreeSet<>();
    for (String address : addresses) {
      try {
        canonical.add(new IpAddress(address).value());
      } catch (InvalidValueException e) {
        continue; // no mail leaves from it
      }
    }
    return List.copyOf(canonical);
  }

  static Optional<String> plainName(String name) {
    try {
      return Optional.of(new HostName(name).value());
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  static Optional<String> zone(String id) {
    try {
      return Optional.of(ZoneId.of(id).getId());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
