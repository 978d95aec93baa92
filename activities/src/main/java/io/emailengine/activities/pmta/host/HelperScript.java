package io.emailengine.activities.pmta.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The helper that is shipped: one POSIX shell script, installed on each host. */
public final class HelperScript {
  /** Where it is installed. */
  public static final String PATH = "/usr/local/sbin/email-engine-host";

  private static final Pattern CONTRACT = Pattern.compile("(?m)^CONTRACT=([0-9]{1,6})$");
  private static final String TEXT = load();
  private static final int VERSION = contractOf(TEXT);

  private HelperScript() {}

  private static String load() {
    try (InputStream in = HelperScript.class.getResourceAsStream("email-engine-host")) {
      if (in == null) {
        throw new IllegalStateException("email-engine-host is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int contractOf(String text) {
    Matcher contract = CONTRACT.matcher(text);
    if (!contract.find()) {
      throw new IllegalStateException("email-engine-host does not say its contract");
    }
    return Integer.parseInt(contract.group(1));
  }

  /** The script itself, for a person who installs it by hand. */
  public static String text() {
    return TEXT;
  }

  /** Its contract: what {@code email-engine-host version} prints. */
  public static int version() {
    return VERSION;
  }

  /** The command, to be run as root where the script lies, that installs or updates it. */
  public static String installCommand(String configPath, String pmta) {
    return String.join(
        " ", List.of("sh email-engine-host install", quote(configPath), quote(pmta)));
  }

  private static String quote(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
