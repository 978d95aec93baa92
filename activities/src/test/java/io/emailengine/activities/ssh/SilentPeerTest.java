package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that accept a connection and then are no SSH server. */
class SilentPeerTest {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private ServerSocket peer;
  private SshConnections connections;

  @BeforeEach
  void listen() throws IOException {
    peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Duration minute = Duration.ofMinutes(1);
    connections = new SshConnections(new SshSettings(BOUND, minute, minute, minute, minute));
  }

  @AfterEach
  void close() throws IOException {
    connections.close();
    peer.close();
  }

  @Test
  void givesUpOnAPeerThatNeverGreets() {
    unreachableWithinBound("no answer");
  }

  @Test
  void givesUpOnAPeerThatDripsItsGreeting() {
    answering(
        out -> {
          while (true) {
            out.write("x\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            LockSupport.parkNanos(50_000_000);
          }
        });
    unreachableWithinBound("no answer");
  }

  @Test
  void refusesAnEndlessGreeting() {
    answering(
        out -> {
          while (true) {
            out.write(new byte[8192]);
          }
        });
    unreachableWithinBound("");
  }

  @Test
  void refusesAPeerThatSpeaksSomethingElse() {
    answering(out -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes("US-ASCII")));
    unreachableWithinBound("");
  }

  private interface Talk {
    void to(OutputStream out) throws IOException;
  }

  private void answering(Talk talk) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = peer.accept()) {
                talk.to(socket.getOutputStream());
              } catch (IOException e) {
                // The client went away, as it should.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void unreachableWithinBound(String words) {
    SshKeys.Generated key = SshKeys.generate();
    SshTarget target =
        new SshTarget("127.0.0.1", peer.getLocalPort(), "root", key.publicLine(), key.privateKey());
    long start = System.nanoTime();
    assertThatThrownBy(() -> connections.to(target).connect())
        .isInstanceOf(SshUnreachableException.class)
        .hasMessageContaining(words);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
