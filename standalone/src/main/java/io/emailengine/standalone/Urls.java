package io.emailengine.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that can be opened on this machine. */
final class Urls {
  private Urls() {}

  /** Where a port that listens on an address is reached; "all addresses" is reached on loopback. */
  static String toOpen(String bind, int port) {
    String host = isEverything(bind) ? "127.0.0.1" : bind;
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static boolean isEverything(String bind) {
    try {
      return InetAddress.getByName(bind).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
