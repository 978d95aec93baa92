package io.emailengine.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.host.ShellResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Where commands of a foreign shell enter the simulated host. A command can be held before and
 * after its effect, and what passes is held against the rules: no reload of a file that did not
 * pass its test.
 */
final class PmtaGate implements AutoCloseable {
  private final SandboxHost host;
  private final ServerSocket socket;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Set<String> tested = new HashSet<>();
  private String held = "";
  private boolean reached;

  PmtaGate(SandboxHost host) throws IOException {
    this.host = host;
    this.tested.add(engineFile());
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /**
   * Holds every command at a point until {@link #release}.
   *
   * @param point as in {@code before reload} or {@code after test config}
   */
  synchronized void hold(String point) {
    held = point;
    reached = false;
  }

  synchronized void release() {
    held = "";
    notifyAll();
  }

  void awaitReached(Duration limit) {
    Await.until(limit, () -> "a command is at " + held, this::isReached);
  }

  private synchronized boolean isReached() {
    return reached;
  }

  /** What broke a rule, in words; empty if all is well. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // closed: the host is gone
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "pmta-gate");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) {
    try (client) {
      BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      List<String> words = new ArrayList<>();
      for (String word = in.readLine();
          word != null && !word.equals(".end");
          word = in.readLine()) {
        words.add(word);
      }
      String command = String.join(" ", words.subList(1, words.size()));
      pass("before " + command);
      ShellResult result = perform(words, command);
      pass("after " + command);
      OutputStream out = client.getOutputStream();
      out.write((result.exitCode() + "\n").getBytes(UTF_8));
      out.write(result.out());
      out.write(result.err());
      out.flush();
    } catch (IOException e) {
      // whoever asked was killed
    }
  }

  private ShellResult perform(List<String> words, String command) {
    String line =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    synchronized (host) {
      String file = engineFile();
      if (command.equals("reload") && !tested.contains(file)) {
        violations.add("reloaded a file that was not tested");
      }
      ShellResult result = host.run(line);
      if (command.equals("test config") && result.exitCode() == 0) {
        tested.add(file);
      }
      return result;
    }
  }

  private synchronized void pass(String point) {
    while (!held.isEmpty() && point.startsWith(held)) {
      reached = true;
      notifyAll();
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private String engineFile() {
    byte[] bytes = host.file(OpenSshMta.ENGINE_FILE).orElse(new byte[0]);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    release();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
