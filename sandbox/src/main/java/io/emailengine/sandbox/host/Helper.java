package io.emailengine.sandbox.host;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.powermta.Output;
import io.emailengine.sandbox.powermta.PmtaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@code email-engine-host} on this host, by its contract and not by its text: the
 * file that was uploaded is only asked for the contract that it has. Swaps exclude each other.
 */
final class Helper {
  static final String SCRIPT = "/usr/local/sbin/email-engine-host";
  static final String UPLOADED = SCRIPT + ".new";

  private static final String NAME = "email-engine-host: ";
  private static final String CONF = "/etc/email-engine-host.conf";
  private static final String PENDING = "/var/lib/email-engine-host/swap";
  private static final Pattern CONTRACT = Pattern.compile("(?m)^CONTRACT=([0-9]+)$");
  private static final Pattern ERROR = Pattern.compile("(?mi)^\\s*(?:fatal|error)\\b");

  private static final int LOCK_SECONDS = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final PmtaProgram pmta;
  private final HelperFolder folder;
  private final FileCommands commands;

  Helper(PmtaProgram pmta, HostFiles files, FileCommands commands, Consumer<String> swapped) {
    this.pmta = pmta;
    this.folder = new HelperFolder(files, swapped);
    this.commands = commands;
  }

  boolean installed() {
    return folder.exists(SCRIPT);
  }

  boolean uploaded() {
    return folder.exists(UPLOADED);
  }

  ShellResult install(List<String> words) {
    try {
      if (words.size() != 3 || !words.get(0).equals("install")) {
        return said(64, "usage install CONFIG PMTA");
      }
      folder.write(CONF, "config=" + words.get(1) + "\npmta=" + words.get(2) + "\n");
      folder.rename(UPLOADED, SCRIPT);
      return said(0, "installed " + contract());
    } catch (IOException e) {
      return said(74, "io " + e.getMessage());
    }
  }

  ShellResult run(List<String> words, Deadline deadline) {
    if (!folder.exists(CONF)) {
      return said(78, "not-installed");
    }
    if (words.isEmpty()) {
      return said(64, "usage unknown verb");
    }
    List<String> rest = words.subList(1, words.size());
    try {
      return switch (words.get(0)) {
        case "version" ->
            said(0, "version " + contract() + (folder.exists(PENDING) ? " pending" : ""));
        case "test" -> pmta(deadline, "test", "config");
        case "show" -> show(rest, deadline);
        case "pause", "resume" -> pmta(deadline, words.get(0), "queue", "*/" + one(rest));
        case "hash" -> withLine(commands.sha256sum(rest), "hashed");
        default -> locked(words.get(0), rest, deadline);
      };
    } catch (IllegalArgumentException e) {
      return said(64, "usage " + e.getMessage());
    } catch (IOException e) {
      return said(74, "io " + e.getMessage());
    }
  }

  private ShellResult locked(String verb, List<String> rest, Deadline deadline) throws IOException {
    if (!tryLock()) {
      return said(12, "busy");
    }
    try {
      return alone(verb, rest, deadline);
    } finally {
      lock.unlock();
    }
  }

  private boolean tryLock() {
    try {
      return lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ShellResult alone(String verb, List<String> rest, Deadline deadline) throws IOException {
    String settled = settle(deadline);
    return switch (verb) {
      case "reload" -> pmta(deadline, "reload");
      case "swap" -> swap(HelperSwap.of(rest), deadline);
      case "restore" -> restore(rest);
      case "recover" -> said(0, "recovered " + settled);
      case "swap-all" -> swapAll(one(rest), deadline);
      case "recover-all" -> recoverAll(one(rest));
      case "uninstall" -> {
        folder.remove(CONF);
        folder.remove(SCRIPT);
        yield said(0, "uninstalled");
      }
      default -> said(64, "usage unknown verb");
    };
  }

  /** What a swap left whose host went down in the middle of it. */
  private String settle(Deadline deadline) throws IOException {
    if (!folder.exists(PENDING)) {
      return "nothing";
    }
    HelperSwap left = HelperSwap.of(List.of(folder.read(PENDING).strip().split("\t")));
    String settled = "nothing";
    if (folder.shaOf(left.target()).equals(left.fresh())) {
      settled = accepts(test(deadline)) ? "accepted" : "put-back";
      if (settled.equals("put-back")) {
        folder.putBack(left);
      }
    }
    folder.remove(PENDING);
    return settled;
  }

  private ShellResult swap(HelperSwap swap, Deadline deadline) throws IOException {
    String home = home();
    for (String path : List.of(swap.staged(), swap.target(), swap.kept())) {
      if (!inFolder(path, home)) {
        return said(65, "refused not in " + home);
      }
    }
    ShellResult refused = check(swap);
    if (refused != null) {
      return refused;
    }
    folder.keep(swap);
    folder.write(PENDING, swap.line());
    folder.rename(swap.staged(), swap.target());
    Output test = test(deadline);
    if (!accepts(test)) {
      folder.putBack(swap);
    }
    folder.remove(PENDING);
    return judged(test);
  }

  private @Nullable ShellResult check(HelperSwap swap) throws IOException {
    String found = folder.shaOf(swap.target());
    if (found.equals("link") || found.equals("other")) {
      return said(65, "refused " + swap.target() + " is no plain file (" + found + ")");
    }
    if (!found.equals(swap.old())) {
      return said(11, "changed " + found + " " + swap.target());
    }
    String staged = folder.shaOf(swap.staged());
    if (!staged.equals(swap.fresh())) {
      String word = staged.equals(HelperFolder.ABSENT) ? "no-file " : "another-file ";
      return said(66, word + swap.staged());
    }
    return null;
  }

  private ShellResult restore(List<String> words) throws IOException {
    if (words.size() != 3 || !HelperSwap.isSha(words.get(0))) {
      return said(64, "usage restore SHA KEPT TARGET");
    }
    String home = home();
    if (!inFolder(words.get(1), home) || !inFolder(words.get(2), home)) {
      return said(65, "refused not in " + home);
    }
    String found = folder.shaOf(words.get(1));
    if (!found.equals(words.get(0))) {
      return said(11, "changed " + found + " " + words.get(1));
    }
    folder.rename(words.get(1), words.get(2));
    return said(0, "restored");
  }

  private ShellResult swapAll(String journal, Deadline deadline) throws IOException {
    if (folder.exists(journal)) {
      return said(73, "unsettled " + journal);
    }
    if (!folder.exists(journal + ".new")) {
      return said(66, "no-file " + journal + ".new");
    }
    List<HelperSwap> swaps = HelperSwap.journal(folder.read(journal + ".new"));
    for (HelperSwap swap : swaps) {
      ShellResult refused = check(swap);
      if (refused != null) {
        return refused;
      }
    }
    folder.rename(journal + ".new", journal);
    for (HelperSwap swap : swaps) {
      folder.keep(swap);
    }
    for (HelperSwap swap : swaps) {
      folder.rename(swap.staged(), swap.target());
    }
    Output test = test(deadline);
    if (!accepts(test)) {
      putBackAll(journal, swaps);
    }
    return judged(test);
  }

  private ShellResult recoverAll(String journal) throws IOException {
    if (!folder.exists(journal)) {
      return said(0, "recovered nothing");
    }
    List<HelperSwap> swaps = HelperSwap.journal(folder.read(journal));
    for (HelperSwap swap : swaps) {
      String found = folder.shaOf(swap.target());
      if (!found.equals(swap.old()) && !found.equals(swap.fresh())) {
        return said(11, "changed " + found + " " + swap.target());
      }
    }
    putBackAll(journal, swaps);
    return said(0, "recovered put-back");
  }

  private void putBackAll(String journal, List<HelperSwap> swaps) throws IOException {
    List<HelperSwap> backwards = new ArrayList<>(swaps);
    Collections.reverse(backwards);
    for (HelperSwap swap : backwards) {
      folder.putBack(swap);
    }
    folder.remove(journal);
  }

  private ShellResult show(List<String> words, Deadline deadline) {
    String what = words.isEmpty() ? "" : words.get(0);
    return switch (what) {
      case "settings" -> pmta(deadline, "show", "settings", one(words.subList(1, words.size())));
      case "vmtas" -> pmta(deadline, "show", "vmtas", "--maxitems=1000000");
      case "status" -> pmta(deadline, "--dom", "show", "status");
      case "version" -> pmta(deadline, "show", "version");
      default -> throw new IllegalArgumentException("show settings|vmtas|status|version");
    };
  }

  private static String one(List<String> words) {
    if (words.size() != 1 || words.get(0).startsWith("-")) {
      throw new IllegalArgumentException("one name");
    }
    return words.get(0);
  }

  private ShellResult pmta(Deadline deadline, String... words) {
    Output output = pmta.run(List.of(words), deadline);
    ShellResult result =
        new ShellResult(
            0,
            output.out().getBytes(StandardCharsets.UTF_8),
            output.err().getBytes(StandardCharsets.UTF_8));
    return withLine(result, "pmta " + output.exitCode());
  }

  private Output test(Deadline deadline) {
    return pmta.run(List.of("test", "config"), deadline);
  }

  private static boolean accepts(Output test) {
    return test.exitCode() == 0 && !ERROR.matcher(test.out() + "\n" + test.err()).find();
  }

  private static ShellResult judged(Output test) {
    if (accepts(test)) {
      return said(0, "swapped");
    }
    String text = test.out() + test.err();
    byte[] out = (text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
    return withLine(new ShellResult(10, out, new byte[0]), "put-back " + test.exitCode());
  }

  private String home() throws IOException {
    for (String line : folder.read(CONF).lines().toList()) {
      if (line.startsWith("config=")) {
        return line.substring("config=".length(), line.lastIndexOf('/')) + "/email-engine";
      }
    }
    throw new IOException(CONF + " names no config");
  }

  private static boolean inFolder(String path, String home) {
    return path.startsWith(home + "/")
        && path.substring(home.length() + 1).matches("[A-Za-z0-9._][A-Za-z0-9._-]{0,127}");
  }

  private String contract() throws IOException {
    Matcher contract = CONTRACT.matcher(folder.read(SCRIPT));
    return contract.find() ? contract.group(1) : "unknown";
  }

  private static ShellResult said(int exitCode, String words) {
    return withLine(new ShellResult(exitCode, new byte[0], new byte[0]), words);
  }

  private static ShellResult withLine(ShellResult result, String words) {
    byte[] last = ("\n" + NAME + words + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[result.out().length + last.length];
    System.arraycopy(result.out(), 0, out, 0, result.out().length);
    System.arraycopy(last, 0, out, result.out().length, last.length);
    return new ShellResult(result.exitCode(), out, result.err());
  }
}
