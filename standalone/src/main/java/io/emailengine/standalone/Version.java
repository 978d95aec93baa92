package io.emailengine.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version of the product, and the commit it was built from if the start script knows it. */
record Version(String number, String commit) {
  static Version current() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/email-engine-version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Version(
        properties.getProperty("version", "unknown"),
        System.getProperty("email-engine.commit", ""));
  }

  @Override
  public String toString() {
    return "email-engine " + number + (commit.isEmpty() ? "" : " (" + commit + ")");
  }
}
