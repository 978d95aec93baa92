package io.emailengine.sandbox;

import java.nio.charset.StandardCharsets;

/** Edits of the host's configuration. */
final class ConfigText {
  static final String PATH = "/etc/pmta/config";

  private ConfigText() {}

  static String of(SandboxHost host) {
    return new String(host.file(PATH).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** The text with another cap on a virtual MTA. */
  static String withCap(String text, String vmta, String rate) {
    String without =
        text.replaceAll("(<virtual-mta " + vmta + ">\\n)\\tmax-smtp-msg-rate [^\\n]*\\n", "$1");
    return without.replace(
        "<virtual-mta " + vmta + ">\n",
        "<virtual-mta " + vmta + ">\n\tmax-smtp-msg-rate " + rate + "\n");
  }
}
