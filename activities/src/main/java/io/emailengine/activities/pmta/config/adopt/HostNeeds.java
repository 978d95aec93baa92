package io.emailengine.activities.pmta.config.adopt;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a configuration needs to find on its host: DKIM key files and source addresses. */
public final class HostNeeds {
  private final List<Seen> keyFiles;
  private final List<Seen> addresses;

  HostNeeds(List<Seen> keyFiles, List<Seen> addresses) {
    this.keyFiles = List.copyOf(keyFiles);
    this.addresses = List.copyOf(addresses);
  }

  /** Absolute paths of the key files, for the host to check. */
  public SortedSet<String> keyFiles() {
    TreeSet<String> paths = new TreeSet<>();
    keyFiles.forEach(key -> paths.add(key.value()));
    return paths;
  }

  /** One warning for each line that names a key file that the host does not have. */
  public List<AdoptWarning> missingKeys(Collection<String> missing) {
    return keyFiles.stream()
        .filter(key -> missing.contains(key.value()))
        .map(
            key ->
                warning(
                    "dkim-key-missing",
                    key,
                    key.owner() + " signs with " + key.value() + ", which is not there"))
        .toList();
  }

  /**
   * One warning for each line that names an address that no interface of the host has.
   *
   * @param onHost canonical addresses of the host
   */
  public List<AdoptWarning> missingAddresses(Collection<String> onHost) {
    return addresses.stream()
        .filter(address -> !onHost.contains(address.value()))
        .map(
            address ->
                warning(
                    "address-not-on-host",
                    address,
                    address.owner()
                        + " sends from "
                        + address.value()
                        + ", which is on no interface of the host"))
        .toList();
  }

  private static AdoptWarning warning(String code, Seen seen, String message) {
    return new AdoptWarning(code, seen.file(), seen.line(), message);
  }
}
