package io.emailengine.workflows.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A sending address: IPv4 or IPv6 unicast, kept in canonical text (dotted quad; RFC 5952).
 * Loopback, unspecified, link-local, multicast, reserved and IPv4-mapped addresses are refused: no
 * mail leaves from them.
 */
public record IpAddress(String value) implements Comparable<IpAddress> {
  private static final String RULE = "must be an IPv4 or IPv6 unicast address";

  public IpAddress {
    value = value.indexOf(':') >= 0 ? canonical6(value) : canonical4(value);
  }

  public boolean isIpv6() {
    return value.indexOf(':') >= 0;
  }

  /**
   * The name of the virtual MTA that the engine makes for this address: {@code vmta-192-0-2-10}.
   */
  public VmtaName engineVmta() {
    String dashed = value.replace("::", "-x-").replace('.', '-').replace(':', '-');
    return new VmtaName("vmta-" + dashed.replace("--", "-").replaceAll("-$", ""));
  }

  private static String canonical4(String text) {
    int[] parts = quad(text);
    int a = parts[0];
    boolean linkLocal = a == 169 && parts[1] == 254;
    if (a == 0 || a == 127 || a >= 224 || linkLocal) {
      throw new InvalidValueException(RULE);
    }
    return parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[3];
  }

  private static int[] quad(String text) {
    String[] words = text.split("\\.", -1);
    if (words.length != 4) {
      throw new InvalidValueException(RULE);
    }
    int[] parts = new int[4];
    for (int i = 0; i < 4; i++) {
      // A leading zero is octal to some programs: refuse instead of guessing.
      if (!words[i].matches("0|[1-9][0-9]{0,2}")) {
        throw new InvalidValueException(RULE);
      }
      parts[i] = Integer.parseInt(words[i]);
      if (parts[i] > 255) {
        throw new InvalidValueException(RULE);
      }
    }
    return parts;
  }

  private static String canonical6(String text) {
    int[] groups = groups(text);
    boolean mapped =
        groups[0] == 0
            && groups[1] == 0
            && groups[2] == 0
            && groups[3] == 0
            && groups[4] == 0
            && (groups[5] == 0 || groups[5] == 0xffff);
    boolean linkLocal = (groups[0] & 0xffc0) == 0xfe80;
    boolean multicast = (groups[0] & 0xff00) == 0xff00;
    if (mapped || linkLocal || multicast) {
      throw new InvalidValueException(RULE);
    }
    return compressed(groups);
  }

  private static int[] groups(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      throw new InvalidValueException(RULE);
    }
    List<Integer> head = gap < 0 ? hex(text) : hex(text.substring(0, gap));
    List<Integer> tail = gap < 0 ? List.of() : hex(text.substring(gap + 2));
    int missing = 8 - head.size() - tail.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      throw new InvalidValueException(RULE);
    }
    int[] groups = new int[8];
    for (int i = 0; i < head.size(); i++) {
      groups[i] = head.get(i);
    }
    for (int i = 0; i < tail.size(); i++) {
      groups[8 - tail.size() + i] = tail.get(i);
    }
    return groups;
  }

  private static List<Integer> hex(String text) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] words = text.split(":", -1);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (i == words.length - 1 && word.indexOf('.') >= 0) {
        int[] quad = quad(word);
        groups.add(quad[0] << 8 | quad[1]);
        groups.add(quad[2] << 8 | quad[3]);
      } else if (word.matches("[0-9A-Fa-f]{1,4}")) {
        groups.add(Integer.parseInt(word, 16));
      } else {
        throw new InvalidValueException(RULE);
      }
    }
    return groups;
  }

  /**
   * RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first
   * of equals) shortened.
   */
  private static String compressed(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  @Override
  public int compareTo(IpAddress other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
