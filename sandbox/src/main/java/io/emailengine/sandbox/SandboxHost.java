package io.emailengine.sandbox;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Fault;
import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.host.ColdHost;
import io.emailengine.sandbox.host.HandEdits;
import io.emailengine.sandbox.host.HostFacts;
import io.emailengine.sandbox.host.HostFiles;
import io.emailengine.sandbox.host.HostShell;
import io.emailengine.sandbox.host.ShellResult;
import io.emailengine.sandbox.powermta.CapChange;
import io.emailengine.sandbox.powermta.EventJournal;
import io.emailengine.sandbox.powermta.HostEvent;
import io.emailengine.sandbox.powermta.PmtaProgram;
import io.emailengine.sandbox.powermta.PowerMta;
import io.emailengine.sandbox.powermta.RunningConfiguration;
import io.emailengine.sandbox.powermta.SimulatedDay;
import io.emailengine.sandbox.powermta.TrafficReport;
import io.emailengine.sandbox.ssh.SshDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A simulated host with PowerMTA behind a real SSH server on 127.0.0.1. Its disk is a folder that
 * outlives it; what PowerMTA runs is in memory and comes from the disk at start and at good reloads
 * only. Safe for use by several threads; several hosts may live in one process, each in a folder of
 * its own.
 */
public final class SandboxHost implements AutoCloseable {
  private static final String HOST_NAME = "mta1.sandbox.example";

  private final SandboxOptions options;
  private final Faults faults = new Faults();
  private final EventJournal journal;
  private final HostFiles files;
  private final PowerMta powerMta;
  private final HostShell shell;
  private final SshDoor door;

  private SandboxHost(SandboxOptions options, Path root) {
    this.options = options;
    this.journal = new EventJournal(root.resolve("events.tsv"));
    this.files = new HostFiles(root.resolve("fs"));
    SimulatedDay day = new SimulatedDay(options.dayLength(), options.zone());
    this.powerMta =
        new PowerMta(
            files.config(),
            options.clock(),
            faults,
            journal,
            day,
            options.counterMode(),
            options.sender(),
            options.dialect());
    HostFacts facts = new HostFacts(HOST_NAME, options.user(), options.zone());
    Consumer<String> swapped = path -> tell(HostEvent.Kind.SWAPPED, path + " replaced");
    this.shell = new HostShell(new PmtaProgram(powerMta), facts, files, swapped);
    this.door =
        new SshDoor(
            shell,
            files,
            faults,
            options.user(),
            root.resolve("ssh_host_ed25519_key"),
            options.port(),
            swapped);
    options.authorizedKeys().forEach(door::authorize);
    faults.listen(this::faultSwitched);
    if (ColdHost.layOut(files, facts, options.files())) {
      tell(HostEvent.Kind.LAID_OUT, "new host laid out");
    }
  }

  /**
   * Starts a host and returns when it listens. A configuration on disk that PowerMTA refuses does
   * not stop it: then PowerMTA is down until the disk is mended.
   *
   * @throws UncheckedIOException if the folder or the port can't be used
   */
  public static SandboxHost start(SandboxOptions options) {
    try {
      Path root = Files.createDirectories(options.root()).toRealPath();
      Files.createDirectories(root.resolve("fs"));
      SandboxHost host = new SandboxHost(options, root);
      host.powerMta.restart();
      host.door.open();
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SSH port; it stays the same while the host is unreachable. */
  public int port() {
    return door.port();
  }

  /** Who may log in over SSH. */
  public String user() {
    return options.user();
  }

  /** The host's public key, {@code ssh-ed25519 AAAA...}; the same after every restart. */
  public String hostKeyLine() {
    return door.hostKeyLine();
  }

  /**
   * Lets the owner of a public key in the form of OpenSSH log in, besides those who may already.
   */
  public void authorize(String openSshLine) {
    door.authorize(openSshLine);
  }

  /** What PowerMTA runs at this moment. */
  public RunningConfiguration running() {
    return powerMta.running();
  }

  /** How often a reload changed or confirmed what runs since this object was started. */
  public int reloads() {
    return powerMta.reloads();
  }

  /** What was sent, waits and bounced since PowerMTA started. */
  public TrafficReport traffic() {
    return powerMta.traffic();
  }

  /** The calendar that {@link #traffic()} counts by. */
  public SimulatedDay calendar() {
    return new SimulatedDay(options.dayLength(), options.zone());
  }

  /** The switches of the host's faults. */
  public Faults faults() {
    return faults;
  }

  /** All that happened in this folder, oldest first, also before a crash. */
  public List<HostEvent> events() {
    return journal.all();
  }

  /** Calls the listener with each event from now on, in the thread that causes it. */
  public void listen(Consumer<HostEvent> listener) {
    journal.listen(listener);
  }

  /**
   * The caps that a virtual MTA has had in the running configuration, in order and without repeats;
   * empty stands for no limit. Times at which it was not defined are left out.
   */
  public List<OptionalLong> capHistory(String vmta) {
    List<OptionalLong> caps = new ArrayList<>();
    for (HostEvent event : journal.all()) {
      for (CapChange change : event.changes()) {
        if (change.vmta().equals(vmta) && !change.to().equals("absent")) {
          OptionalLong cap =
              change.to().equals("unlimited")
                  ? OptionalLong.empty()
                  : OptionalLong.of(Long.parseLong(change.to()));
          if (caps.isEmpty() || !caps.get(caps.size() - 1).equals(cap)) {
            caps.add(cap);
          }
        }
      }
    }
    return List.copyOf(caps);
  }

  /**
   * The bytes of a file of the host at this moment, by absolute path; nothing if it is not there.
   */
  public Optional<byte[]> file(String path) {
    return files.read(path);
  }

  /** Where a path of the host lies in the real file system, for tests that change it by hand. */
  public Path locate(String path) {
    return files.locate(path);
  }

  /**
   * Ends PowerMTA and starts it on what the disk holds; SSH goes on. Its start time changes, pauses
   * are lost, counters go as their mode says, queued mail stays.
   */
  public void restartPowerMta() {
    powerMta.restart();
  }

  /**
   * Runs a command line as over SSH, without SSH: another server's shell may stand before this
   * PowerMTA.
   */
  public ShellResult run(String commandLine) {
    return shell.run(commandLine, Deadline.longest());
  }

  /** Lets a person edit the host's files, past the engine. */
  public HandEdits byHand() {
    return new HandEdits(files, text -> tell(HostEvent.Kind.EDITED, text));
  }

  /** Gives the host another key, as a new installation would; drops all connections. */
  public void changeHostKey() {
    door.changeKey();
    tell(HostEvent.Kind.KEY_CHANGED, "host key changed");
  }

  /** Lets PowerMTA forget what it has counted against its rates, whatever the counter mode. */
  public void resetCounters() {
    powerMta.resetCounters();
  }

  private void faultSwitched(Fault fault, boolean on) {
    tell(HostEvent.Kind.FAULT, fault + (on ? " on" : " off"));
    if (fault == Fault.UNREACHABLE) {
      if (on) {
        door.close();
      } else {
        door.open();
      }
    }
  }

  private void tell(HostEvent.Kind kind, String text) {
    journal.add(new HostEvent(options.clock().instant(), kind, text, List.of()));
  }

  /** Closes the SSH server and ends whatever is connected or hangs. The files stay. */
  @Override
  public void close() {
    door.close();
  }
}
