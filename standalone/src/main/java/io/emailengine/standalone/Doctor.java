package io.emailengine.standalone;

import io.emailengine.activities.pmta.doctor.Finding;
import io.emailengine.activities.pmta.doctor.HostCheckup;
import io.emailengine.activities.pmta.doctor.HostSetup;
import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.store.seal.SealException;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.settings.EngineSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks at everything that the engine is configured for, whether or not it runs. Changes nothing
 * but a probe file on each host, which it removes. Where the database is the engine's own and does
 * not run, it is started for the look and stopped again.
 */
final class Doctor {
  private final boolean sandbox;
  private final DoctorReport report;

  Doctor(boolean sandbox, PrintStream out) {
    this.sandbox = sandbox;
    this.report = new DoctorReport(out);
  }

  /**
   * Prints what it finds.
   *
   * @return whether nothing is wrong
   */
  boolean run(Map<String, String> environment) {
    EngineSettings settings =
        EngineSettings.read(environment, Engine.properties(), Engine.deployment(sandbox));
    Path data = Engine.dataFolder(settings, sandbox);
    report.section("Data folder " + data);
    new FolderChecks(data, settings).run().forEach(report::add);
    report.section("Temporal");
    new TemporalChecks(settings, data).run().forEach(report::add);
    report.section("Telegram");
    report.add(TelegramCheck.run(settings));
    report.section("Database");
    try (DoctorDatabase database = DoctorDatabase.open(settings, data)) {
      report.add(Finding.ok("database", database.description()));
      Sealer sealer = database.sealer();
      report.add(Finding.ok("secret key", "opens what the database keeps sealed"));
      List<DoctorDatabase.Server> servers = database.servers();
      if (servers.isEmpty()) {
        report.add(Finding.ok("servers", "none is registered yet"));
      }
      servers.forEach(server -> server(server, sealer));
    } catch (DoctorDatabase.NotYetException e) {
      report.add(
          Finding.warning(
              "database", String.valueOf(e.getMessage()), "start it once: ./email-engine up"));
    } catch (StartupException | SealException e) {
      report.add(
          Finding.wrong("database", String.valueOf(e.getMessage()), "see the line above; docs"));
    }
    return report.end();
  }

  private void server(DoctorDatabase.Server server, Sealer sealer) {
    report.section(
        "Server %s (%s@%s:%d), %s"
            .formatted(
                server.name(), server.login(), server.host(), server.port(), server.state()));
    HostAddress address;
    try {
      String key = sealer.openText(server.key(), ServerRow.privateKeyPurpose(server.id()));
      SshTarget target =
          new SshTarget(server.host(), server.port(), server.login(), server.hostKey(), key);
      address = new HostAddress(target, server.configPath(), server.pmtaPath(), server.adopted());
    } catch (SealException | IllegalArgumentException e) {
      report.add(Finding.wrong("row", String.valueOf(e.getMessage()), "register the server again"));
      return;
    }
    try (SshConnections connections = new SshConnections()) {
      new HostCheckup(connections)
          .run(address, server.adopted(), server.addresses())
          .forEach(report::add);
    }
  }

  /**
   * The script that makes the restricted account on a server's host.
   *
   * @throws StartupException if there is no such server, or no database
   */
  static String setup(Map<String, String> environment, String name) {
    EngineSettings settings =
        EngineSettings.read(environment, Engine.properties(), Engine.deployment(false));
    Path data = Engine.dataFolder(settings, false);
    try (DoctorDatabase database = DoctorDatabase.open(settings, data)) {
      DoctorDatabase.Server server =
          database.servers().stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new StartupException(
                          "there is no server " + name + "; register it first (POST /servers)"));
      String account = server.login().equals("root") ? HostSetup.ACCOUNT : server.login();
      return HostSetup.script(account, server.configPath(), server.pmtaPath(), server.publicKey());
    } catch (DoctorDatabase.NotYetException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }
}
