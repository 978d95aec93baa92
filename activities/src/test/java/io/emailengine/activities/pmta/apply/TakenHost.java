package io.emailengine.activities.pmta.apply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.UnadoptRequest;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.HostRequestRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** A host whose operator spread his configuration over several messy files. */
final class TakenHost implements AutoCloseable {
  static final String CONFIG = "/etc/pmta/config";
  static final String FIRST = "/etc/pmta/conf.d/10-first.conf";
  static final String SECOND = "/etc/pmta/conf.d/20-second.conf";
  static final String ENGINE_FOLDER = "/etc/pmta/email-engine";
  static final String ENGINE_FILE = ENGINE_FOLDER + "/engine.conf";

  final HostFixture fixture;
  private final StoreTestContext store;

  TakenHost(StoreTestContext store, Path folder) {
    this(store, folder, messy());
  }

  TakenHost(StoreTestContext store, Path folder, Map<String, byte[]> files) {
    this.store = store;
    this.fixture = new HostFixture(store, folder, options -> options.withFiles(files));
  }

  static Map<String, byte[]> messy() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        CONFIG,
        bytes(
            """
            # main, K\u00f6ln
            postmaster postmaster@example.net
            host-name mta.example.net
            http-mgmt-port 8080
            log-file /var/log/pmta/log
            spool /var/spool/pmta

            <virtual-mta main1>
              # kept
              smtp-source-host 198.51.100.10 mta10.example.net
            </virtual-mta>
            include conf.d/*.conf
            <source 127.0.0.1>
              process-x-virtual-mta yes
              smtp-service yes
            </source>
            <domain *>
              max-smtp-out 20
              bounce-after 4d12h
            </domain>"""));
    files.put(
        FIRST,
        bytes(
            "# first\r\n<virtual-mta first1>\r\n\tsmtp-source-host 198.51.100.11 mta11.example.net\r\n"
                + "</virtual-mta>\r\n\r\n# between\r\n<virtual-mta first2>\r\n"
                + "smtp-source-host   198.51.100.12   mta12.example.net\r\n</virtual-mta>\r\n"));
    files.put(
        SECOND,
        bytes(
            "<virtual-mta-pool all>\n  virtual-mta main1\n  virtual-mta first1\n</virtual-mta-pool>\n# the end"));
    return files;
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  HostRequestRow adopt() {
    return adopt(List.of(), false, false);
  }

  HostRequestRow adopt(List<AdoptRequest.Ip> ips, boolean dryRun, boolean force) {
    return ask(
        HostRequestKind.ADOPT,
        Json.of(new AdoptRequest(Map.of("all", "default/marketing"), ips, dryRun, force)));
  }

  HostRequestRow unadopt(boolean dryRun) {
    return ask(HostRequestKind.UNADOPT, Json.of(new UnadoptRequest("we leave", dryRun)));
  }

  private HostRequestRow ask(HostRequestKind kind, Json request) {
    UUID id = leave(kind, request);
    fixture.activities.serve(fixture.ref, new HostRequestRef(id.toString()));
    return request(id);
  }

  /** Writes a request down whose caller dies before anybody serves it. */
  UUID leave(HostRequestKind kind, Json request) {
    UUID id = UUID.randomUUID();
    store.engine(
        () ->
            store
                .hostRequests()
                .insert(
                    HostRequestRow.asked(
                        id,
                        fixture.serverId(),
                        kind,
                        request,
                        "operator",
                        fixture.clock.instant())));
    return id;
  }

  HostRequestRow request(UUID id) {
    return store.engine(() -> store.hostRequests().findById(id).orElseThrow());
  }

  /** Every file of the configuration, with its mode. */
  Map<String, String> disk() {
    Path root = fixture.host.locate("/etc/pmta");
    Map<String, String> disk = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path :
          paths.filter(Files::isRegularFile).filter(p -> !p.toString().endsWith(".pem")).toList()) {
        disk.put(
            "/etc/pmta/" + root.relativize(path),
            Files.getPosixFilePermissions(path) + new String(Files.readAllBytes(path), ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return disk;
  }

  String file(String path) {
    return new String(fixture.host.file(path).orElseThrow(), ISO_8859_1);
  }

  /** An edit by the operator's own hand. */
  void write(String path, String text) {
    try {
      Files.write(fixture.host.locate(path), bytes(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its permissions, as {@code ls} writes them. */
  String mode(String path) {
    try {
      return PosixFilePermissions.toString(
          Files.getPosixFilePermissions(fixture.host.locate(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void setMode(String path, String mode) {
    try {
      Files.setPosixFilePermissions(
          fixture.host.locate(path), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    fixture.close();
  }
}
