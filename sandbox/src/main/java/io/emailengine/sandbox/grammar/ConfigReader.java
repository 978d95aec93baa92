package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a file and all that it includes into one tree, refusing what does not belong where it
 * stands.
 */
final class ConfigReader {
  /** Far deeper than any real tree of includes, so that a loop ends with a word. */
  private static final int MOST_INCLUDES = 20;

  private static final Pattern WEB = Pattern.compile("https?://");
  private static final Pattern GLOB = Pattern.compile("[*?\\[]");
  private static final String GLOBAL = "global";
  private static final Set<String> PATTERN_SCOPES =
      Set.of("smtp-pattern-list", "bounce-category-patterns", "pattern-list");

  private final ConfigFiles files;
  private final Dialect dialect;
  private final DirectiveTable table;
  private final List<String> warnings;

  /**
   * @param warnings gets a line for each thing that is passed over
   */
  ConfigReader(ConfigFiles files, Dialect dialect, List<String> warnings) {
    this.files = files;
    this.dialect = dialect;
    this.table = DirectiveTable.of(dialect.version());
    this.warnings = warnings;
  }

  /** Reads a file, what it includes, and before both the defaults that the vendor ships. */
  Node.Block read(String path) throws ConfigException {
    Place start = new Place(path, 0);
    Optional<byte[]> bytes = files.read(path);
    if (bytes.isEmpty()) {
      throw new ConfigException(start, "cannot open file");
    }
    Open root = new Open(start, GLOBAL, List.of());
    String defaults = path + "-defaults";
    Optional<byte[]> shipped = files.read(defaults);
    if (shipped.isPresent()) {
      readFile(defaults, shipped.get(), root, 0);
    }
    readFile(path, bytes.get(), root, 0);
    return root.close();
  }

  private void readFile(String path, byte[] bytes, Open inside, int depth) throws ConfigException {
    List<Open> stack = new ArrayList<>(List.of(inside));
    for (TextLines.TextLine text : TextLines.of(bytes, table::isKnownSomewhere)) {
      Place place = new Place(path, text.number());
      String line = text.text();
      refuseControlCharacters(line, place);
      if (line.startsWith("<")) {
        readTag(line, place, stack);
      } else {
        readLine(line, place, stack.get(stack.size() - 1), depth);
      }
    }
    if (stack.size() > 1) {
      Open last = stack.get(stack.size() - 1);
      throw new ConfigException(last.place, "no closing tag for <" + last.name + ">");
    }
  }

  private static void refuseControlCharacters(String line, Place place) throws ConfigException {
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i)) && !Words.isBlank(line.charAt(i))) {
        throw new ConfigException(place, "invalid character");
      }
    }
  }

  private void readTag(String line, Place place, List<Open> stack) throws ConfigException {
    if (!line.endsWith(">")) {
      throw new ConfigException(place, "missing > of a tag");
    }
    boolean closing = line.startsWith("</");
    List<String> words = Words.of(line.substring(closing ? 2 : 1, line.length() - 1), false, place);
    if (words.isEmpty()) {
      throw new ConfigException(place, "empty tag");
    }
    String name = words.get(0);
    Open inside = stack.get(stack.size() - 1);
    if (closing) {
      if (stack.size() == 1 || !inside.name.equals(name)) {
        throw new ConfigException(
            place,
            "unexpected </"
                + name
                + ">"
                + (stack.size() == 1 ? "" : " inside <" + inside.name + ">"));
      }
      stack.remove(stack.size() - 1);
      stack.get(stack.size() - 1).children.add(inside.close());
      return;
    }
    List<String> arguments = words.subList(1, words.size());
    if (!table.isOpen(inside.name)) {
      Optional<String> arity = table.block(inside.name, name);
      if (arity.isPresent()) {
        checkArity(arity.get(), arguments, place);
      } else {
        passOver("<" + name + ">", name, inside.name, place);
      }
    }
    stack.add(new Open(place, name, arguments));
  }

  private static void checkArity(String arity, List<String> arguments, Place place)
      throws ConfigException {
    if (arity.equals("any")) {
      return;
    }
    int least = arity.equals("0") ? 0 : 1;
    if (arguments.size() < least || (least == 1 && arguments.get(0).isEmpty())) {
      throw new ConfigException(place, "argument missing");
    }
    if (!arity.equals("text") && arguments.size() > least) {
      throw new ConfigException(place, "unexpected \"" + arguments.get(least) + "\"");
    }
  }

  private void passOver(String shown, String name, String scope, Place place)
      throws ConfigException {
    ConfigException problem = new ConfigException(place, misplaced(shown, name, scope));
    if (dialect.unknown() == Dialect.Unknown.REFUSE) {
      throw problem;
    }
    warnings.add(String.valueOf(problem.getMessage()));
  }

  private String misplaced(String shown, String name, String scope) {
    return table.isKnownSomewhere(name)
        ? shown + " is not allowed in " + scope + " scope"
        : "unknown directive " + shown;
  }

  private void readLine(String line, Place place, Open inside, int depth) throws ConfigException {
    List<String> words = Words.of(line, PATTERN_SCOPES.contains(inside.name), place);
    String first = words.get(0);
    boolean pattern = first.startsWith("/");
    String name = pattern ? "/" : first;
    List<String> arguments = pattern ? words : words.subList(1, words.size());
    String value =
        pattern ? line : Words.trim(line.substring(Math.min(first.length(), line.length())));
    if (table.isOpen(inside.name)) {
      inside.children.add(new Node.Line(place, name, arguments, value));
      return;
    }
    Optional<Directive> directive = table.line(inside.name, name);
    if (directive.isEmpty()) {
      passOver("\"" + first + "\"", name, inside.name, place);
      inside.children.add(new Node.Line(place, name, arguments, value));
      return;
    }
    // header NAME REGEX RESULT and its kin are checked only for being there.
    Optional<String> problem = directive.get().problemWith(arguments, dialect.version());
    if (problem.isPresent()) {
      throw new ConfigException(place, problem.get());
    }
    if (name.equals("include")) {
      include(arguments.get(0), place, inside, depth + 1);
    } else {
      inside.children.add(new Node.Line(place, name, arguments, value));
    }
  }

  private void include(String target, Place place, Open inside, int depth) throws ConfigException {
    if (depth > MOST_INCLUDES) {
      throw new ConfigException(place, "too many nested includes");
    }
    String folder = place.file().substring(0, place.file().lastIndexOf('/') + 1);
    String path = target.startsWith("/") ? target : folder + target;
    if (WEB.matcher(target).lookingAt()) {
      throw new ConfigException(place, "cannot open include file \"" + target + "\"");
    }
    boolean glob = GLOB.matcher(target).find();
    for (String file : glob ? files.glob(path) : List.of(path)) {
      byte[] bytes =
          files
              .read(file)
              .orElseThrow(
                  () -> new ConfigException(place, "cannot open include file \"" + file + "\""));
      readFile(file, bytes, inside, depth);
    }
  }

  /** A block whose closing tag has not been read yet. */
  private static final class Open {
    private final Place place;
    private final String name;
    private final List<String> arguments;
    private final List<Node> children = new ArrayList<>();

    private Open(Place place, String name, List<String> arguments) {
      this.place = place;
      this.name = name;
      this.arguments = List.copyOf(arguments);
    }

    private Node.Block close() {
      return new Node.Block(place, name, arguments, children);
    }
  }
}
