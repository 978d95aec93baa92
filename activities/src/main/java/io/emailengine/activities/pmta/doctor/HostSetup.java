package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.pmta.host.HelperScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The commands, for root on a host, that make the restricted account the engine works through. */
public final class HostSetup {
  /** The account's name where nobody chose another. */
  public static final String ACCOUNT = "email-engine";

  private static final String END = "email-engine-end-of-file";

  private HostSetup() {}

  /**
   * A whole shell script that needs no other file: {@code … | ssh root@host sh}.
   *
   * @param publicKey line of the engine's key for this host
   */
  public static String script(String account, String configPath, String pmta, String publicKey) {
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    script.append("# Makes the account ").append(account.replaceAll("\\p{Cntrl}", ""));
    script.append(", through which email-engine works on this host. Run as root.\n");
    script.append("set -eu\n");
    script.append("folder=$(mktemp -d)\n");
    script.append("trap 'rm -rf \"$folder\"' EXIT\n");
    file(script, "email-engine-host", HelperScript.text());
    file(script, "email-engine-account", text());
    script
        .append("sh \"$folder/email-engine-account\" create ")
        .append(String.join(" ", quote(account), quote(configPath), quote(pmta)))
        .append(" \"$folder/email-engine-host\" ")
        .append(quote(publicKey))
        .append('\n');
    return script.toString();
  }

  /** The script that creates and removes the account. */
  public static String text() {
    try (InputStream in = HostSetup.class.getResourceAsStream("email-engine-account")) {
      if (in == null) {
        throw new IllegalStateException("email-engine-account is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void file(StringBuilder script, String name, String text) {
    script.append("cat >\"$folder/").append(name).append("\" <<'").append(END).append("'\n");
    script.append(text).append(text.endsWith("\n") ? "" : "\n").append(END).append('\n');
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
