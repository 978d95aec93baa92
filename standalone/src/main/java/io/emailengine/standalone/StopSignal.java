package io.emailengine.standalone;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Ctrl-C, SIGTERM and a closed terminal, as a wish that the main thread carries out in order. The
 * JVM's own way would run all shutdown hooks at once and answer 143.
 */
final class StopSignal {
  private final CountDownLatch wished = new CountDownLatch(1);

  void listen() {
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        Signal.handle(new Signal(name), signal -> raise());
      } catch (IllegalArgumentException e) {
        // The platform has no such signal, or whoever started this process keeps it.
        continue;
      }
    }
  }

  void raise() {
    wished.countDown();
  }

  boolean isRaised() {
    return wished.getCount() == 0;
  }

  void await() throws InterruptedException {
    wished.await();
  }
}
