package io.emailengine.standalone;

import java.util.List;

/** What a person asked for on the command line. */
sealed interface Command {
  String USAGE =
      """
      Usage: ./email-engine COMMAND

        up            starts everything and stays in front; Ctrl-C stops it
        up --sandbox  the same with a simulated PowerMTA host on a fast clock: six weeks in a minute
        version       says which version this is
        doctor        looks at everything that is configured, and says what is wrong and how to mend it
        doctor --sandbox
                      the same for what up --sandbox has made
        doctor --print-setup SERVER
                      prints the commands that make the restricted account on that host
        help          this text
      """;

  /** Start everything; with a simulated stack on a fast clock, or for real. */
  record Up(boolean sandbox) implements Command {}

  /** Say which version this is. */
  record ShowVersion() implements Command {}

  /** Look at the outside parts. */
  record Doctor(boolean sandbox) implements Command {}

  /** Print what root is to run on a host. */
  record PrintSetup(String server) implements Command {}

  /** Say what there is. */
  record Help() implements Command {}

  /** Not a command. */
  record Unknown(String problem) implements Command {}

  static Command parse(String... arguments) {
    List<String> words = List.of(arguments);
    if (words.isEmpty()) {
      return new Unknown("a command is missing");
    }
    List<String> options = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "up" -> up(options);
      case "version", "--version" -> alone(words, new ShowVersion());
      case "doctor" -> doctor(options);
      case "help", "--help", "-h" -> alone(words, new Help());
      default -> new Unknown("there is no such command");
    };
  }

  private static Command up(List<String> options) {
    if (options.isEmpty()) {
      return new Up(false);
    }
    return options.equals(List.of("--sandbox"))
        ? new Up(true)
        : new Unknown("up takes no option but --sandbox");
  }

  private static Command doctor(List<String> options) {
    if (options.size() == 2 && options.get(0).equals("--print-setup")) {
      return new PrintSetup(options.get(1));
    }
    if (options.isEmpty() || options.equals(List.of("--sandbox"))) {
      return new Doctor(!options.isEmpty());
    }
    return new Unknown("doctor takes --sandbox, or --print-setup and the name of a server");
  }

  private static Command alone(List<String> words, Command command) {
    return words.size() == 1 ? command : new Unknown(words.get(0) + " takes no options");
  }
}
