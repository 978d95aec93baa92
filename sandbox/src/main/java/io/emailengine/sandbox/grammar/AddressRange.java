package io.emailengine.sandbox.grammar;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The addresses of a source in CIDR form; {@code 0/0} holds all of both families. */
record AddressRange(boolean v6, BigInteger network, int bits) {
  private static final int V4 = 32;
  private static final int V6 = 128;

  /** Nothing if the text is a name. */
  static @Nullable AddressRange of(String text) {
    if (!Shapes.isAddressOrRange(text)) {
      return null;
    }
    int slash = text.indexOf('/');
    String address = text.equals("0/0") ? "0.0.0.0" : slash < 0 ? text : text.substring(0, slash);
    boolean v6 = address.indexOf(':') >= 0;
    int width = v6 ? V6 : V4;
    int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
    try {
      // A literal address is never looked up.
      BigInteger value = new BigInteger(1, InetAddress.getByName(address).getAddress());
      return new AddressRange(v6, value.shiftRight(width - bits), bits);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** How narrow a range is; a name is narrower than any. */
  static int bitsOf(String text) {
    AddressRange range = of(text);
    return range == null ? V6 + 1 : range.bits;
  }

  boolean isWithin(@Nullable AddressRange wider) {
    if (wider == null || wider.bits > bits) {
      return false;
    }
    if (wider.bits == 0) {
      return true;
    }
    return wider.v6 == v6 && network.shiftRight(bits - wider.bits).equals(wider.network);
  }
}
