package io.emailengine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes many calls that mostly wait, a few at a time. The few are the limit on what a server is
 * asked at once, however many rows there are.
 */
final class Fan {
  private static final int AT_ONCE = 8;

  private Fan() {}

  /**
   * Calls all and returns their answers in order. The first failure interrupts the others and is
   * thrown as it is.
   */
  static <T> List<T> call(List<? extends Callable<T>> calls) throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(AT_ONCE, calls.size())),
            task -> {
              Thread thread = new Thread(task, "reconciler-fan");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<T>> futures = new ArrayList<>();
      calls.forEach(call -> futures.add(threads.submit(call)));
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(answer(future));
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T answer(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
