package io.emailengine.sandbox.powermta;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The answers to {@code pmta show ...}. */
final class Reports {
  /** What the program shows unless told otherwise. */
  private static final int MOST_ITEMS = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PowerMta daemon;

  Reports(PowerMta daemon) {
    this.daemon = daemon;
  }

  Answer version() {
    Tree data = new Tree();
    product(data);
    return new Answer(true, daemon.version().line() + "\n", data);
  }

  private void product(Tree data) {
    data.child("mta")
        .child("product")
        .put("name", "PowerMTA")
        .put("version", daemon.version().number())
        .put("release", daemon.version().release());
  }

  Answer settings(String queue) {
    int slash = queue.lastIndexOf('/');
    String domain = slash < 0 ? queue : queue.substring(0, slash);
    String vmta = slash < 0 ? "" : queue.substring(slash + 1);
    if (domain.isEmpty() || (slash >= 0 && !daemon.isDefined(vmta) && !vmta.equals("{default}"))) {
      return Answer.error("No such virtual MTA: " + vmta);
    }
    StringBuilder text = new StringBuilder();
    Tree data = new Tree();
    if (slash >= 0) {
      SortedMap<String, String> own = daemon.virtualMtaSettings(vmta);
      block("Virtual MTA Settings", own, text);
      fill(data.child("virtualMtaSettings"), own);
      text.append('\n');
    }
    SortedMap<String, String> settings = daemon.queueSettings(domain, vmta);
    block("Queue Settings", settings, text);
    fill(data.child("queueSettings"), settings);
    return new Answer(true, text.toString(), data);
  }

  Answer vmtaSettings(String vmta) {
    if (!daemon.isDefined(vmta)) {
      return Answer.error("No such virtual MTA: " + vmta);
    }
    StringBuilder text = new StringBuilder();
    Tree data = new Tree();
    SortedMap<String, String> own = daemon.virtualMtaSettings(vmta);
    block("Virtual MTA Settings", own, text);
    fill(data.child("virtualMtaSettings"), own);
    return new Answer(true, text.toString(), data);
  }

  private static void block(String title, SortedMap<String, String> settings, StringBuilder text) {
    text.append(title).append('\n').append("-".repeat(title.length())).append('\n');
    settings.forEach(
        (name, value) -> {
          for (String line : value.split("\n", -1)) {
            text.append(name).append(' ').append(shown(line)).append('\n');
          }
        });
  }

  private static void fill(Tree tree, SortedMap<String, String> settings) {
    settings.forEach((name, value) -> tree.put(name, shown(value.replace('\n', ';'))));
  }

  private static String shown(String value) {
    return switch (value) {
      case "" -> "\"\"";
      case "true" -> "yes";
      case "false" -> "no";
      default -> value;
    };
  }

  Answer vmtas(List<String> options) {
    Optional<Integer> most = mostItems(options);
    if (most.isEmpty() || options.stream().anyMatch(word -> !word.startsWith("--"))) {
      return Answer.error("Invalid option: " + String.join(" ", options));
    }
    List<PowerMta.QueueStatus> queues = daemon.queues();
    long total = Math.max(1, queues.stream().mapToLong(PowerMta.QueueStatus::recipients).sum());
    Map<String, List<PowerMta.QueueStatus>> byVmta =
        queues.stream().collect(Collectors.groupingBy(queue -> queue.name().vmta()));
    List<String> names = daemon.virtualMtas();
    Table table = new Table("name", ">domains", ">#rcpt", ">% total", ">kbytes", ">conn");
    Tree data = new Tree();
    List<String> shown = names.subList(0, Math.min(most.get(), names.size()));
    for (String name : shown) {
      List<PowerMta.QueueStatus> own = byVmta.getOrDefault(name, List.of());
      long recipients = own.stream().mapToLong(PowerMta.QueueStatus::recipients).sum();
      String share = String.format(Locale.ROOT, "%.1f", recipients * 100.0 / total);
      table.add(name, "" + own.size(), "" + recipients, share, kbytes(recipients), "0");
      data.item("vmta")
          .put("name", name)
          .put("domains", own.size())
          .put("rcpt", recipients)
          .put("kbytes", kbytes(recipients))
          .put("conn", 0);
    }
    String footer = "\n" + shown.size() + " of " + names.size() + " virtual MTAs.\n";
    return new Answer(true, table.print() + footer, data);
  }

  private static String kbytes(long recipients) {
    return String.format(Locale.ROOT, "%.1f", recipients * 0.1);
  }

  private static Optional<Integer> mostItems(List<String> options) {
    int most = MOST_ITEMS;
    for (String option : options) {
      if (option.startsWith("--maxitems=")) {
        String number = option.substring("--maxitems=".length());
        if (!number.matches("\\d{1,9}")) {
          return Optional.empty();
        }
        most = Integer.parseInt(number);
      }
    }
    return Optional.of(most);
  }

  private static Optional<String> option(List<String> options, String name) {
    return options.stream()
        .filter(word -> word.startsWith("--" + name + "="))
        .map(word -> word.substring(name.length() + 3))
        .findFirst();
  }

  Answer queues(List<String> words) {
    List<String> patterns = words.stream().filter(word -> !word.startsWith("--")).toList();
    Optional<Integer> most = mostItems(words);
    if (patterns.size() > 1 || most.isEmpty()) {
      return Answer.error("Invalid option: " + String.join(" ", words));
    }
    QueueName pattern = QueueName.parse(patterns.isEmpty() ? "*/*" : patterns.get(0));
    Optional<String> paused = option(words, "paused");
    boolean backoff = option(words, "mode").orElse("normal").equals("backoff");
    List<PowerMta.QueueStatus> matching = new ArrayList<>();
    for (PowerMta.QueueStatus queue : daemon.queues()) {
      if (!backoff
          && pattern.matches(queue.name())
          && (paused.isEmpty() || Set.of("yes", "true").contains(paused.get()) == queue.paused())) {
        matching.add(queue);
      }
    }
    matching.sort(
        option(words, "sort").orElse("rcpt").equals("name")
            ? Comparator.comparing(queue -> queue.name().toString())
            : Comparator.comparingLong(PowerMta.QueueStatus::recipients).reversed());
    return list(matching, most.get(), words.contains("--no-rcpt-events"));
  }

  private Answer list(List<PowerMta.QueueStatus> matching, int most, boolean withoutEvents) {
    Table table = new Table("queue", ">#rcpt", ">kbytes", ">conn", "st", "retry", "last error");
    Tree data = new Tree();
    List<PowerMta.QueueStatus> shown = matching.subList(0, Math.min(most, matching.size()));
    String retry = CLOCK.format(daemon.now().plusSeconds(600).atZone(daemon.calendar().zone()));
    for (PowerMta.QueueStatus queue : shown) {
      String error =
          queue.usedUp()
              ? "message rate limit reached (based on max-smtp-msg-rate in configuration)"
              : "";
      table.add(
          queue.name().toString(),
          "" + queue.recipients(),
          kbytes(queue.recipients()),
          "0",
          queue.paused() ? "P" : "",
          queue.paused() ? "" : retry,
          error);
      data.item("queue")
          .put("name", queue.name())
          .put("rcp", queue.recipients())
          .put("kb", kbytes(queue.recipients()))
          .put("conn", 0)
          .put("paused", queue.paused())
          .put("mode", "normal")
          .put("retryTime", retry)
          .put("lastError", error);
    }
    String events =
        withoutEvents ? "" : "\nRecipient Events (deliveries:0, bounces:0, deferrals:0)\n";
    String footer = "\n" + shown.size() + " of " + matching.size() + " matching queues.\n";
    return new Answer(true, table.print() + events + footer, data);
  }

  Answer status() {
    Instant started = daemon.startedAt();
    Duration up = Duration.between(started, daemon.now());
    Duration uptime = up.isNegative() ? Duration.ZERO : up;
    TrafficReport traffic = daemon.traffic();
    List<PowerMta.QueueStatus> queues = daemon.queues();
    long queued = queues.stream().mapToLong(PowerMta.QueueStatus::recipients).sum();
    long sent =
        traffic.sentByDay().values().stream()
            .flatMap(day -> day.values().stream())
            .mapToLong(Long::longValue)
            .sum();
    Set<String> domains = new LinkedHashSet<>();
    queues.forEach(queue -> domains.add(queue.name().domain()));
    String startText = TIME.format(started.atOffset(ZoneOffset.UTC));
    String upText =
        String.format(
            Locale.ROOT,
            "%d %02d:%02d:%02d",
            uptime.toDays(),
            uptime.toHoursPart(),
            uptime.toMinutesPart(),
            uptime.toSecondsPart());
    Tree data = new Tree();
    product(data);
    Tree status = data.child("status");
    status.put("status", "running").put("startupTime", startText).put("upTime", uptime.toSeconds());
    status.child("traffic").child("total").child("out").put("rcp", sent).put("kb", kbytes(sent));
    status.child("conn").child("smtpOut").put("cur", 0).put("max", 1200);
    status
        .child("queue")
        .child("smtp")
        .put("rcp", queued)
        .put("dom", domains.size())
        .put("kb", kbytes(queued));
    status.child("spool").put("totalRcp", queued);
    String text =
        "Traffic    ------inbound------    ------outbound-----\n"
            + String.format(Locale.ROOT, "Total      %19d    %19d%n", sent + queued, sent)
            + "\nConnections    active    max\nInbound             0    100\nOutbound            0   1200\n"
            + "\nQueues       rcpts    domains    kbytes\n"
            + String.format(
                Locale.ROOT, "SMTP    %10d %10d %9s%n", queued, domains.size(), kbytes(queued))
            + "\nStatus    running    Started  "
            + startText
            + "    Uptime  "
            + upText
            + "\n";
    return new Answer(true, text, data);
  }
}
