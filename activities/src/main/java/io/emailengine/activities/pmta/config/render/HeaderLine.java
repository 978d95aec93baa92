package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of an engine's file. */
final class HeaderLine {
  private static final Pattern FORM =
      Pattern.compile(
          "# email-engine instance=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + " generation=(0|[1-9][0-9]{0,17}) body-sha256=([0-9a-f]{64})\r?");

  /** Longer than any header line. */
  private static final int MAX = 256;

  private HeaderLine() {}

  static String write(EngineHeader header) {
    return "# email-engine instance="
        + header.instanceId()
        + " generation="
        + header.generation()
        + " body-sha256="
        + header.bodySha256()
        + "\n";
  }

  static Optional<EngineHeader> read(byte[] file) {
    String start = new String(file, 0, Math.min(file.length, MAX), ISO_8859_1);
    int end = start.indexOf('\n');
    Matcher line = FORM.matcher(end < 0 ? start : start.substring(0, end));
    if (!line.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new EngineHeader(
            UUID.fromString(line.group(1)), Long.parseLong(line.group(2)), line.group(3)));
  }
}
