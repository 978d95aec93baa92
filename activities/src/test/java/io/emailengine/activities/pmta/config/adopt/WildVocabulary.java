package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.sandbox.grammar.PowerMtaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Every directive and block of PowerMTA's guide with values that it takes, by scope. */
final class WildVocabulary {
  /** Written elsewhere, because what they name must be there. */
  private static final Set<String> BOUND =
      Set.of("include", "smtp-pattern-list", "pattern-list", "domain-macro", "virtual-mta");

  private static final Set<String> OWN_BLOCKS =
      Set.of("virtual-mta", "virtual-mta-pool", "domain", "pattern-list", "source");

  private static final Map<String, List<String[]>> ROWS = read();

  private WildVocabulary() {}

  /** The scopes with lines of their own. */
  static Set<String> scopes() {
    return ROWS.keySet();
  }

  /** The directives of a scope that {@link #line} can give. */
  static List<String> directives(String scope) {
    return lines(scope).stream().map(row -> row[1]).toList();
  }

  /** Some line of a scope. */
  static String line(Random random, String scope) {
    List<String[]> rows = lines(scope);
    String[] row = rows.get(random.nextInt(rows.size()));
    String value = value(random, row[2]);
    return row[1].equals("/") ? value : row[1] + " " + value;
  }

  /** Some block of the top level that holds neither virtual MTAs nor queues. */
  static List<String> block(Random random, String name) {
    List<String[]> blocks =
        ROWS.get("global").stream()
            .filter(row -> row[1].startsWith("<") && !OWN_BLOCKS.contains(tag(row)))
            .toList();
    String[] row = blocks.get(random.nextInt(blocks.size()));
    String tag = tag(row);
    List<String> text = new ArrayList<>();
    text.add("<" + tag + (row[2].equals("block:0") ? "" : " " + name) + ">");
    for (int i = random.nextInt(4); i > 0 && ROWS.containsKey(tag); i--) {
      text.add("  " + line(random, tag));
    }
    text.add("</" + tag + ">");
    return text;
  }

  private static String tag(String[] row) {
    return row[1].substring(1, row[1].length() - 1);
  }

  private static List<String[]> lines(String scope) {
    return ROWS.getOrDefault(scope, List.of()).stream()
        .filter(row -> !row[1].startsWith("<") && !BOUND.contains(row[1]) && row.length < 5)
        .toList();
  }

  private static String value(Random random, String kind) {
    if (kind.startsWith("choice:")) {
      return oneOf(random, kind.substring("choice:".length()).split(","));
    }
    return switch (kind) {
      case "text" -> oneOf(random, "a b", "\"a  b\"", "x=y,z C:\\d", "\"q\\\"q\" $isp", "<a@b>");
      case "word" -> oneOf(random, "a", "\"\"", "\"a b\"", "/var/spool/x", "\u00fc");
      case "flag" -> oneOf(random, "yes", "no", "true", "false");
      case "number", "number-or-unlimited" -> String.valueOf(random.nextInt(500));
      case "interval" -> oneOf(random, "1w2d12h", "300s", "0");
      case "interval-or-never", "flag-or-interval" -> oneOf(random, "never", "4d12h");
      case "interval-list" -> oneOf(random, "10m", "10m,20m,1h");
      case "rate" -> oneOf(random, "unlimited", "0", "5/h", "50/d", "100/15m", "9/1440min");
      case "volume-rate" -> oneOf(random, "unlimited", "5M/h", "100/15m");
      case "size" -> oneOf(random, "250M", "0", "unlimited");
      case "domain-key" -> oneOf(random, "s,*,/k.pem", "s, $isp.com ,/k.pem", "s,d.example,k.pem");
      case "source-host" -> oneOf(random, "192.0.2.9 a.example", "2001:DB8::1 b.example");
      case "host" -> "mta.example";
      case "cidr-rate" -> "192.0.2.0/24 5/d";
      case "cidr-volume-rate" -> "0/0 5M/d";
      case "cidr-number" -> "2001:db8::/32 7";
      case "daily-limits" -> oneOf(random, "400/day", "1/day,2/day,4/d");
      case "http-access" -> oneOf(random, "0/0 none", "127.0.0.1 admin", "::1 monitor,deny-logs");
      case "reply" ->
          oneOf(random, "/4\\.\\x23 <\\/smtp-pattern-list>/ mode=backoff", "// skip-mx");
      case "pattern" -> oneOf(random, "/(?-i)<[^>]+>/ bad-mailbox", "// other");
      case "mx" -> oneOf(random, "*.google.com g.rollup", "mx.example g.rollup rollup-by-ip");
      default -> throw new IllegalStateException("unknown kind of value: " + kind);
    };
  }

  private static String oneOf(Random random, String... some) {
    return some[random.nextInt(some.length)];
  }

  private static Map<String, List<String[]>> read() {
    try (InputStream in = PowerMtaConfig.class.getResourceAsStream("directives.tsv")) {
      Map<String, List<String[]>> rows = new TreeMap<>();
      new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(row -> !row.startsWith("#") && !row.startsWith("scope\t"))
          .map(row -> row.split("\t", -1))
          .forEach(row -> rows.computeIfAbsent(row[0], scope -> new ArrayList<>()).add(row));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
