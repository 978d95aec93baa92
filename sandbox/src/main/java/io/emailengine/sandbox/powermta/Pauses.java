package io.emailengine.sandbox.powermta;

import java.util.ArrayList;
import java.util.List;

/** What was paused and resumed, the last word on a queue holding. */
final class Pauses {
  private final List<Word> words = new ArrayList<>();

  private record Word(QueueName pattern, boolean paused) {}

  void say(QueueName pattern, boolean paused) {
    words.removeIf(word -> pattern.matches(word.pattern));
    words.add(new Word(pattern, paused));
  }

  void forget() {
    words.clear();
  }

  boolean isPaused(QueueName queue) {
    for (int i = words.size() - 1; i >= 0; i--) {
      if (words.get(i).pattern.matches(queue)) {
        return words.get(i).paused;
      }
    }
    return false;
  }

  /** Whether all queues of a virtual MTA are paused, also those that come to be later. */
  boolean isWhollyPaused(String vmta) {
    return isPaused(new QueueName("*", vmta));
  }
}
