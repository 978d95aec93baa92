package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes configurations after PowerMTA's grammar as nasty as real ones: any block in any file,
 * included in any way, in odd clothes. Each loads in the sandbox's lenient dialect.
 */
final class WildConfig {
  /** Names of blocks that can't move: odd, or defined more than once. */
  static final Set<String> STAYING =
      Set.of("vmta-\u00e9", "twin", "Twin", "email-engine-x", "again");

  private final Random random;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final WildBlocks blocks;
  private int made;

  private WildConfig(Random random) {
    this.random = random;
    this.blocks = new WildBlocks(random, this::fragment);
  }

  static WildHost next(Random random) {
    WildConfig config = new WildConfig(random);
    config.make();
    return new WildHost(config.files);
  }

  private void make() {
    List<Consumer<WildText>> parts = new ArrayList<>();
    blocks.macros().forEach(parts::add);
    int vmtas = random.nextInt(7);
    for (int i = 0; i < vmtas; i++) {
      parts.add(blocks.vmta("vmta-" + i));
    }
    int pools = vmtas == 0 ? 0 : random.nextInt(4);
    for (int i = 0; i < pools; i++) {
      parts.add(blocks.pool("pool." + i, vmtas, i == 0));
    }
    if (random.nextInt(3) == 0) {
      parts.add(blocks.vmta("vmta-\u00e9"));
      parts.add(blocks.vmta("email-engine-x"));
      parts.add(blocks.vmta("twin"));
      parts.add(blocks.vmta(random.nextBoolean() ? "twin" : "Twin"));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      parts.add(blocks.anything());
    }
    Collections.shuffle(parts, random);
    parts.addAll(blocks.listsThenSources(vmtas, pools));
    write(parts);
  }

  /** Spreads the parts over files. */
  private void write(List<Consumer<WildText>> parts) {
    WildText main = new WildText(random, "/etc/pmta/");
    if (random.nextInt(10) == 0) {
      main.exactly("\uFEFF# marked");
    }
    for (int i = 0; i < parts.size(); ) {
      int take = 1 + random.nextInt(3);
      List<Consumer<WildText>> some = parts.subList(i, Math.min(parts.size(), i + take));
      i += some.size();
      switch (random.nextInt(6)) {
        case 0 -> main.line(0, "include " + file("/etc/pmta/", some));
        case 1 -> main.line(0, "include \"" + file("/etc/pmta/sub dir/", some) + "\"");
        case 2 -> main.line(0, "include " + file("/etc/pmta/", some).substring(10));
        case 3 -> glob(main, some);
        default -> some.forEach(part -> part.accept(main));
      }
    }
    if (random.nextInt(5) == 0) {
      String twice = file("/etc/pmta/", List.of(blocks.vmta("again")));
      main.line(0, "include " + twice);
      main.line(0, "include " + twice.substring(10));
    }
    files.put(WildHost.CONFIG, main.bytes());
  }

  private void glob(WildText main, List<Consumer<WildText>> parts) {
    String folder = "conf" + made++ + ".d";
    for (int i = 0; i < parts.size(); i++) {
      WildText text = new WildText(random, "/etc/pmta/" + folder + "/");
      parts.get(i).accept(text);
      files.put("/etc/pmta/" + folder + "/" + i + "0-x.conf", text.bytes());
    }
    files.put("/etc/pmta/" + folder + "/.hidden.conf", "nonsense <".getBytes(UTF_8));
    String root = random.nextBoolean() ? "" : "/etc/pmta/";
    main.line(0, "include " + root + folder + (random.nextBoolean() ? "/*.conf" : "/[0-9]0-?.c*"));
  }

  /** A file, perhaps one that only includes the next by a relative path. */
  private String file(String folder, List<Consumer<WildText>> parts) {
    WildText text = new WildText(random, folder);
    String path = folder + "f" + made++ + ".conf";
    if (random.nextInt(4) == 0) {
      String inner = file(folder, parts);
      text.line(0, "include " + inner.substring(folder.length()));
    } else {
      parts.forEach(part -> part.accept(text));
    }
    files.put(path, text.bytes());
    return path;
  }

  /**
   * A file that is included inside a block of another, perhaps by way of a third. Returns the
   * include's target.
   */
  private String fragment(WildText from, Consumer<WildText> part) {
    String folder = random.nextInt(3) == 0 ? "parts" + made++ + "/" : "";
    WildText text = new WildText(random, from.folder() + folder);
    if (random.nextInt(3) == 0) {
      text.line(0, "include " + fragment(text, part));
    } else {
      part.accept(text);
    }
    String name = folder + "fragment" + made++ + ".inc";
    files.put(from.folder() + name, text.bytes());
    return random.nextBoolean() ? name : "\"" + from.folder() + name + "\"";
  }
}
