package io.emailengine.store.engine;

import java.util.Locale;
import java.util.regex.Pattern;

/** Hosts that can't be anything but this machine. Names are not looked up: DNS may change. */
final class LoopbackHosts {
  private static final Pattern QUAD = Pattern.compile("127(\\.\\d{1,3}){3}");

  private LoopbackHosts() {}

  static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || QUAD.matcher(name).matches();
  }
}
