package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.RemoteFile;
import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a host about itself. What it does not tell is left out: none of it is needed to go on. */
final class HostFactsReader {
  /** Without a login shell, /sbin is not on an ordinary user's PATH. */
  private static final List<String> IP_PROGRAMS = List.of("ip", "/sbin/ip", "/usr/sbin/ip");

  private static final Pattern ADDRESS = Pattern.compile("\\binet6? ([0-9A-Fa-f.:]+)(?:/[0-9]+)?");
  private static final String ZONES = "/zoneinfo/";
  private static final int MAX_BYTES = 1024 * 1024;

  private final SshConnection ssh;
  private final Duration timeout;

  HostFactsReader(SshConnection ssh, Duration timeout) {
    this.ssh = ssh;
    this.timeout = timeout;
  }

  HostFacts read() {
    Optional<String> name = said("hostname").map(String::strip).filter(text -> !text.isEmpty());
    return new HostFacts(addresses(), name, timeZone());
  }

  private List<String> addresses() {
    for (String ip : IP_PROGRAMS) {
      Optional<String> text = said(ip, "-o", "addr", "show");
      if (text.isPresent()) {
        return addresses(text.get());
      }
    }
    return List.of();
  }

  static List<String> addresses(String text) {
    List<String> addresses = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        addresses.add(matcher.group(1));
      }
    }
    return addresses;
  }

  private Optional<String> timeZone() {
    return fileText("/etc/timezone")
        .flatMap(HostFactsReader::zone)
        .or(() -> said("readlink", "-f", "/etc/localtime").flatMap(HostFactsReader::zone));
  }

  /** A zone id, alone or at the end of a path into the zone files. */
  static Optional<String> zone(String text) {
    String id = text.strip();
    int at = id.indexOf(ZONES);
    id = at < 0 ? id : id.substring(at + ZONES.length());
    return ZoneId.getAvailableZoneIds().contains(id) ? Optional.of(id) : Optional.empty();
  }

  private Optional<String> fileText(String path) {
    try {
      return ssh.read(path, MAX_BYTES)
          .map(RemoteFile::bytes)
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (SshFileException e) {
      return Optional.empty(); // not readable is not told
    }
  }

  private Optional<String> said(String... words) {
    ExecResult result = ssh.exec(List.of(words), timeout, MAX_BYTES);
    return result.ok() ? Optional.of(result.stdout()) : Optional.empty();
  }
}
