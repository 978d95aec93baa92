package io.emailengine.sandbox.powermta;

/**
 * What a command has to say, before it is printed in a format.
 *
 * @param text for people, ending in a line feed if there is any
 */
record Answer(boolean good, String text, Tree data) {
  static Answer error(String problem) {
    return new Answer(false, problem + "\n", new Tree());
  }

  static Answer message(String text) {
    return new Answer(true, text.isEmpty() ? "" : text + "\n", new Tree());
  }
}
