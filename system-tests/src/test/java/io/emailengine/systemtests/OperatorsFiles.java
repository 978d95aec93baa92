package io.emailengine.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.grammar.ConfigException;
import io.emailengine.sandbox.grammar.DirectoryFiles;
import io.emailengine.sandbox.grammar.EffectiveSettings;
import io.emailengine.sandbox.grammar.PowerMtaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The configuration of a person who has kept a mail server by hand for years. */
final class OperatorsFiles {
  static final String MARKER = "generation.email-engine.invalid";

  private static final String MAIN =
      """
      # kept by hand since 2011, ask Jos\u00e9
      postmaster postmaster@example.com
      host-name mta1.sandbox.example
      spool /var/spool/pmta
      log-file /var/log/pmta/log
      http-access 127.0.0.1 admin
      include providers.conf

      <source 127.0.0.1>
          always-allow-api-submission yes
          process-x-virtual-mta yes
          default-virtual-mta pmta-pool
      </source>

      include /etc/pmta/vmtas.d/*.conf
      <virtual-mta-pool pmta-pool>   # both of them
      \tvirtual-mta pmta-vmta0
      \tvirtual-mta pmta-vmta1
      </virtual-mta-pool>
      <domain * >
          max-smtp-out 20
          bounce-after 4d12h
      </domain>""";

  private static final String PROVIDERS =
      """
      domain-macro tld com,
         co.uk, fr
      domain-macro yahoo yahoo.$tld, ymail.com
      <domain $yahoo>
        max-msg-rate 400/h
      </domain>
      """;

  private static final String VMTA =
      """
      # %1$s
      <virtual-mta %1$s>
        smtp-source-host %2$s %3$s
        <domain gmail.com>
          max-msg-rate 100/h # they are touchy
        </domain>
      </virtual-mta>
      """;

  private OperatorsFiles() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("/etc/pmta/config", MAIN.getBytes(ISO_8859_1));
    files.put("/etc/pmta/providers.conf", PROVIDERS.replace("\n", "\r\n").getBytes(ISO_8859_1));
    files.put("/etc/pmta/vmtas.d/10.conf", vmta("pmta-vmta0", "46.62.168.55", "mail0.example.com"));
    files.put(
        "/etc/pmta/vmtas.d/20.conf", vmta("pmta-vmta1", "95.216.179.163", "mail1.example.com"));
    return files;
  }

  private static byte[] vmta(String name, String address, String hostName) {
    return VMTA.formatted(name, address, hostName).getBytes(ISO_8859_1);
  }

  /** Every file below the folder of the configuration, with its bytes. */
  static SortedMap<String, String> onDisk(SandboxHost host) {
    SortedMap<String, String> files = new TreeMap<>();
    Path folder = host.locate("/etc/pmta");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file, ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** What is in effect under the files on disk, but for the mark of a generation. */
  static EffectiveSettings inEffect(SandboxHost host) {
    try {
      return EffectiveSettings.of(
              PowerMtaConfig.load(new DirectoryFiles(host.locate("/")), "/etc/pmta/config"))
          .withoutDomain(MARKER);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }
}
