package io.emailengine.activities.pmta.config.adopt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Blocks of every kind that PowerMTA's guide has, and of some that it has not. */
final class WildBlocks {
  private static final List<String> DOMAINS =
      List.of(
          "*",
          "gmail.com",
          "*.yahoo.com",
          "[*.]aol.com",
          "$isp",
          "mail.$isp",
          "$isp.$tld",
          "GMAIL.com",
          "b\u00fccher.example",
          "[192.0.2.0/24]",
          "hot.rollup");

  private static final List<String> QUEUE_LINES =
      List.of(
          "max-msg-rate 50/d",
          "max-msg-rate 100/15m",
          "max-smtp-out 20",
          "max-smtp-out 2",
          "retry-after 10m,20m,1h",
          "bounce-after 4d12h",
          "backoff-notify \"\"",
          "max-cold-virtual-mta-msg 400/day",
          "dkim-sign yes",
          "source-ip-max-msg-rate 192.0.2.1 10/h",
          "smtp-hosts lookup-mx:gmail.com",
          "x-unheard-of some \"quoted value\" C:\\odd\\path");

  private static final List<String> OTHERS =
      List.of(
          "<smtp-pattern-list odd%d>\n reply /4\\.2\\.\\d\\x23[\"'<>]+ rate/ mode=backoff\n reply // mode=normal\n</smtp-pattern-list>",
          "<bounce-category-patterns>\n/(?-i)User <[^>]+> unknown/ bad-mailbox\n// other\n</bounce-category-patterns>",
          "<mx-rollup-list >\n mx *.google.com hot.rollup\n</mx-rollup-list>",
          "<acct-file /var/log/pmta/acct%d.csv>\n records d,b\n delete-after never\n</acct-file>",
          "<acct-file |/opt/feed --to >(cat) 2>&1>\n records t\n</acct-file>",
          "<smtp-user u%d>\n password \"pa ss\"\n</smtp-user>",
          "<domain-key-list k%d>\n domain-key s,$isp,/k.pem\n</domain-key-list k>",
          "<bounce-processor>\n deliver-email no\n <address-list>\n address /b@x/\n </address-list>\n</bounce-processor>",
          "<rewrite-list r%d>\n from-domain a b\n</rewrite-list>",
          "<warmup x%d>\n <virtual-mta-weights>\n a 1\n </virtual-mta-weights>\n</warmup>",
          "host-name mta.example\nhttp-access 0/0 none\nhttp-access 0/0 none",
          "unheard-of-directive with \\ strays");

  private final Random random;
  private final BiFunction<WildText, Consumer<WildText>, String> fragments;
  private int made;

  WildBlocks(Random random, BiFunction<WildText, Consumer<WildText>, String> fragments) {
    this.random = random;
    this.fragments = fragments;
  }

  /** Macros that nest, cross and wrap; every domain pattern may use them. */
  List<Consumer<WildText>> macros() {
    return List.of(
        text -> {
          if (random.nextBoolean()) {
            text.exactly("domain-macro isp yahoo, # and");
            text.exactly("\t ymail,");
            text.exactly("   $more");
          } else {
            text.exactly("domain-macro isp");
            text.exactly("  yahoo, ymail, $more");
          }
        },
        text -> text.line(0, "domain-macro tld com,co.uk"),
        text ->
            text.line(
                0, "domain-macro more rr, " + "d.example, ".repeat(random.nextInt(900)) + "zz"));
  }

  Consumer<WildText> vmta(String name) {
    List<Consumer<WildText>> body = new ArrayList<>();
    String ip = "192.0.2." + random.nextInt(250);
    body.add(line("smtp-source-host " + ip + " m" + random.nextInt(99) + ".example.com"));
    if (random.nextInt(4) == 0) {
      body.add(line("smtp-source-host 198.51.100." + random.nextInt(250) + " m.example.com"));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      body.add(line("max-smtp-msg-rate " + (1 + random.nextInt(500)) + oneOf("/d", "/h", "/24h")));
    }
    if (random.nextInt(3) == 0) {
      body.add(line("domain-key s" + random.nextInt(3) + ",*,/etc/pmta/k.pem"));
      body.add(line("domain-key s9, $isp.com ,/etc/pmta/other.pem"));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      body.add(domain(oneOf(DOMAINS), 1));
    }
    if (random.nextInt(5) == 0) {
      body.add(this::nested);
    }
    if (random.nextInt(3) == 0) {
      Consumer<WildText> inner = domain(oneOf(DOMAINS), 0);
      body.add(text -> text.line(1, "include " + fragments.apply(text, inner)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      body.add(line(WildVocabulary.line(random, "virtual-mta")));
    }
    Collections.shuffle(body, random);
    return block("virtual-mta", name, body);
  }

  private void nested(WildText text) {
    text.open(1, "proxy-of-sorts", "x");
    text.line(2, "anything at all");
    text.close(1, "proxy-of-sorts", "x");
  }

  /** Only one pool may hold domain blocks, for a virtual MTA may be in one such pool only. */
  Consumer<WildText> pool(String name, int vmtas, boolean domains) {
    List<Consumer<WildText>> body = new ArrayList<>();
    for (int i = 1 + random.nextInt(vmtas); i > 0; i--) {
      body.add(line("virtual-mta vmta-" + random.nextInt(vmtas)));
    }
    if (domains && random.nextBoolean()) {
      body.clear();
      for (int i = 0; i < vmtas; i += 2) {
        body.add(line("virtual-mta vmta-" + i));
      }
      body.add(domain(oneOf(DOMAINS), 1));
    }
    if (random.nextInt(3) == 0) {
      body.add(line("max-smtp-msg-rate " + (1 + random.nextInt(500)) + "/d"));
    }
    if (random.nextInt(3) == 0) {
      body.add(line(WildVocabulary.line(random, "virtual-mta-pool")));
    }
    return block("virtual-mta-pool", name, body);
  }

  Consumer<WildText> anything() {
    return switch (random.nextInt(6)) {
      case 0 -> domain(oneOf(DOMAINS), 0);
      case 2 -> line(WildVocabulary.line(random, "global"));
      case 3 -> {
        List<String> block = WildVocabulary.block(random, "other" + made++);
        yield text -> block.forEach(text::exactly);
      }
      case 1 -> text -> text.line(0, "smtp-source-host 203.0.113.1 global.example.com");
      default -> {
        int number = made++;
        String block = oneOf(OTHERS).replace("%d", String.valueOf(number));
        yield text -> block.lines().forEach(text::exactly);
      }
    };
  }

  /** A pattern-list must stand before the source that names it. */
  List<Consumer<WildText>> listsThenSources(int vmtas, int pools) {
    List<Consumer<WildText>> parts = new ArrayList<>();
    String target = pools > 0 ? "pool." + random.nextInt(pools) : "vmta-0";
    if (vmtas > 0 && random.nextBoolean()) {
      parts.add(
          block(
              "pattern-list",
              "by-rcpt",
              List.of(line("rcpt-to /@gmail\\.com$/ virtual-mta=" + target))));
      parts.add(
          block(
              "source",
              "0/0",
              List.of(
                  line("pattern-list by-rcpt"),
                  line("process-x-virtual-mta yes"),
                  line("default-virtual-mta " + target))));
    }
    parts.add(
        block(
            "source",
            "127.0.0.1",
            List.of(
                line("always-allow-relaying yes"), line(WildVocabulary.line(random, "source")))));
    return parts;
  }

  private Consumer<WildText> domain(String pattern, int depth) {
    List<Consumer<WildText>> body = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      body.add(
          line(random.nextBoolean() ? oneOf(QUEUE_LINES) : WildVocabulary.line(random, "domain")));
    }
    return text -> {
      text.open(depth, "domain", pattern);
      body.forEach(part -> part.accept(text));
      text.close(depth, "domain", pattern);
    };
  }

  private Consumer<WildText> block(String tag, String name, List<Consumer<WildText>> body) {
    return text -> {
      text.open(0, tag, name);
      body.forEach(part -> part.accept(text));
      text.close(0, tag, name);
    };
  }

  private static Consumer<WildText> line(String written) {
    return text -> text.line(1, written);
  }

  private String oneOf(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private String oneOf(String... some) {
    return some[random.nextInt(some.length)];
  }
}
