package io.emailengine.sandbox.host;

import java.time.ZoneId;
import java.util.List;

/** What the host is called, where it is, and which addresses it owns. */
public record HostFacts(String hostName, String user, ZoneId zone) {
  private static final String FOREVER = "\\       valid_lft forever preferred_lft forever\n";

  /** The time zone as the zone database names it. */
  String zoneName() {
    String id = zone.getId();
    return id.equals("Z") || id.equals("UTC") ? "Etc/UTC" : id;
  }

  /** All addresses in the one-line format of {@code ip -o addr show}. */
  String addresses(boolean v4, boolean v6) {
    StringBuilder text = new StringBuilder();
    if (v4) {
      text.append("1: lo    inet 127.0.0.1/8 scope host lo").append(FOREVER);
    }
    if (v6) {
      text.append("1: lo    inet6 ::1/128 scope host ").append(FOREVER);
    }
    if (v4) {
      for (String address : List.of("46.62.168.55", "95.216.179.163")) {
        text.append("2: eth0    inet ").append(address).append("/32 scope global eth0");
        text.append(FOREVER);
      }
      for (int i = 1; i < 255; i++) {
        text.append("2: eth0    inet 198.51.100.").append(i);
        text.append(
            i == 1
                ? "/24 brd 198.51.100.255 scope global eth0"
                : "/24 brd 198.51.100.255 scope global secondary eth0");
        text.append(FOREVER);
      }
    }
    if (v6) {
      text.append("2: eth0    inet6 fe80::9400:2ff:fe3c:61d8/64 scope link ").append(FOREVER);
    }
    return text.toString();
  }
}
