package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small configurations, each of which adoption once got wrong or may get wrong. */
class NastyAdoptionTest {
  private static final String CONFIG = WildHost.CONFIG;
  private static final String V =
      "<virtual-mta v>\n smtp-source-host 192.0.2.1 v.example\n</virtual-mta>\n";

  @Test
  void anIncludeOfAnIncludeInABlockLeavesTheBlockWhole() throws Exception {
    WildHost host =
        WildHost.of(
            CONFIG,
            "# long enough that an offset of another file falls into the block ".repeat(3)
                + "\n<virtual-mta v>\n  include parts/a.inc # a\n  include \"parts/b.inc\"\n</virtual-mta>\n"
                + "<virtual-mta w>\n  include parts/b.inc\n</virtual-mta>\n",
            "/etc/pmta/parts/a.inc",
            "# a\n\n\nsmtp-source-host 192.0.2.1 v.example\ninclude c.inc\n",
            "/etc/pmta/parts/b.inc",
            "include c.inc\ninclude ../d.inc\n",
            "/etc/pmta/parts/c.inc",
            "max-smtp-out 3\n",
            "/etc/pmta/d.inc",
            "<domain *>\n max-msg-rate 9/d\n</domain>\n");
    AdoptionPlan plan = host.planned();

    assertThat(plan.vmtas().get(0).text().value())
        .isEqualTo(
            "<virtual-mta v>\n  include /etc/pmta/parts/a.inc # a\n"
                + "  include \"/etc/pmta/parts/b.inc\"\n</virtual-mta>\n");
    assertThat(plan.vmtas().get(1).text().value()).contains("include /etc/pmta/parts/b.inc");
    assertThat(host.effective().differences(host.after(plan).effective())).isEmpty();
    assertThat(back(host, plan)).isEqualTo(host.text(CONFIG));
  }

  @Test
  @Timeout(60)
  void includesThatLoopOrFanOutInABlockComeToAnEnd() {
    WildHost host =
        WildHost.of(
            CONFIG,
            "<virtual-mta v>\n include a.inc\n</virtual-mta>\n",
            "/etc/pmta/a.inc",
            "include a.inc\n".repeat(10) + "include b.inc\n".repeat(10),
            "/etc/pmta/b.inc",
            "include c.inc\n".repeat(200),
            "/etc/pmta/c.inc",
            "include d.inc\n".repeat(200),
            "/etc/pmta/d.inc",
            "include e.inc\n".repeat(200),
            "/etc/pmta/e.inc",
            "# nothing\n");

    assertThat(host.planned().vmtas()).hasSize(1);
    assertThat(host.planned().warnings())
        .extracting(AdoptWarning::code, AdoptWarning::file)
        .contains(tuple("include-loop", "/etc/pmta/a.inc"));
  }

  @Test
  void aPoolWhoseMembersComeFromAnotherFileStays() throws Exception {
    WildHost host =
        WildHost.of(
            CONFIG,
            V + "<virtual-mta-pool p>\n include members.inc\n</virtual-mta-pool>\n",
            "/etc/pmta/members.inc",
            "virtual-mta v\nvirtual-mta gone\n");
    AdoptionPlan plan = host.planned();

    assertThat(plan.pools()).isEmpty();
    assertThat(plan.staying()).extracting(StayingBlock::name).containsExactly("p");
    assertThat(found(plan))
        .containsExactly(
            tuple("include-in-pool", CONFIG, 4),
            tuple("pool-names-undefined-vmta", "/etc/pmta/members.inc", 2));
    assertThat(host.effective().differences(host.after(plan).effective())).isEmpty();
  }

  @Test
  void aBlockStaysWhoseIncludeHasNoPlainAbsolutePath() throws Exception {
    String block = "<virtual-mta %s>\n include %s\n</virtual-mta>\n";
    WildHost host =
        WildHost.of(
            CONFIG,
            "include s*/v.conf\n" + block.formatted("q", "\"i\\\"x.inc\""),
            "/etc/pmta/sub[1]/v.conf",
            block.formatted("one", "a.inc") + block.formatted("all", "*.inc"),
            "/etc/pmta/sub[1]/a.inc",
            "max-smtp-out 2\n",
            "/etc/pmta/i\"x.inc",
            "max-smtp-out 3\n");
    AdoptionPlan plan = host.planned();

    assertThat(plan.vmtas()).isEmpty();
    assertThat(found(plan))
        .contains(
            tuple("include-path-unsupported", CONFIG, 2),
            tuple("include-path-unsupported", "/etc/pmta/sub[1]/v.conf", 1),
            tuple("include-path-unsupported", "/etc/pmta/sub[1]/v.conf", 4));
    assertThat(host.effective().differences(host.after(plan).effective())).isEmpty();
  }

  @Test
  void aBlockThatEndsAnOpenMacroStays() throws Exception {
    WildHost host =
        WildHost.of(
            CONFIG,
            "<virtual-mta a>\n</virtual-mta>\ndomain-macro isp a.com, # open\n\n# still\n"
                + V
                + "unheard 1\n"
                + "domain-macro isq\n b.com,\n c.com\n<virtual-mta w>\n</virtual-mta>\n");
    AdoptionPlan plan = host.planned();

    assertThat(plan.vmtas()).extracting(v -> v.name().value()).containsExactly("a", "w");
    assertThat(found(plan)).contains(tuple("macro-open", CONFIG, 6));
    assertThat(host.effective().differences(host.after(plan).effective())).isEmpty();
  }

  @Test
  void whatStaysIsLookedAtToo() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                "<virtual-mta v$n>\nsmtp-source-host m.example.com 192.0.2.1\n</virtual-mta>\n"
                    + "<virtual-mta twin>\nsmtp-source-host 192.0.2.1 a\nsmtp-source-host 192.0.2.2 a\n</virtual-mta>\n"
                    + "<virtual-mta twin>\nmax-smtp-msg-rate 5/h\n</virtual-mta>\n"
                    + "<virtual-mta-pool p$x>\nvirtual-mta nope\n</virtual-mta-pool>\n")
            .planned();

    assertThat(found(plan))
        .containsExactly(
            tuple("macro-in-name", CONFIG, 1),
            tuple("source-host-swapped", CONFIG, 2),
            tuple("duplicate-name", CONFIG, 4),
            tuple("several-addresses", CONFIG, 4),
            tuple("duplicate-name", CONFIG, 8),
            tuple("rate-not-daily", CONFIG, 9),
            tuple("macro-in-name", CONFIG, 11),
            tuple("pool-names-undefined-vmta", CONFIG, 12));
    assertThat(plan.needs().missingAddresses(List.of()))
        .extracting(AdoptWarning::line)
        .containsExactly(5, 6);
  }

  @Test
  void linesOfIncludedFilesCountToTheBlockThatHoldsThem() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                "<smtp-pattern-list l>\ninclude more.inc\n</smtp-pattern-list>\n"
                    + "<virtual-mta v>\nsmtp-source-host 192.0.2.1 v.example\ninclude rate.inc\n"
                    + "<domain *>\ninclude rate.inc\n</domain>\n</virtual-mta>\n",
                "/etc/pmta/more.inc",
                "# more\nreply /x/ bounce-queue\n",
                "/etc/pmta/rate.inc",
                "max-msg-rate 50/d\n")
            .planned();

    assertThat(found(plan))
        .containsExactly(
            tuple("bounce-queue", "/etc/pmta/more.inc", 2),
            tuple("no-op-rate", "/etc/pmta/rate.inc", 1));
  }

  @Test
  void tellsOfLimitsThatStandWhereTheyDoNothing() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                "max-msg-rate 40/d\nmax-smtp-msg-rate 40/d\n"
                    + "<source 0/0>\nmax-msg-rate 40/d\n</source>\n"
                    + "<smtp-user u>\nmax-msg-rate 40/d\n</smtp-user>\n"
                    + "<domain a>\nmax-smtp-msg-rate 40/d\nmax-msg-rate 40/d\n</domain>\n"
                    + "max-cold-virtual-mta-msg 40/d\n"
                    + "<virtual-mta-pool p>\nsource-ip-max-msg-rate 0/0 40/d\nmax-smtp-msg-rate 5/d\n</virtual-mta-pool>\n")
            .planned();

    assertThat(found(plan))
        .containsExactly(
            tuple("no-op-rate", CONFIG, 1),
            tuple("no-op-rate", CONFIG, 2),
            tuple("no-op-rate", CONFIG, 4),
            tuple("no-op-rate", CONFIG, 7),
            tuple("no-op-rate", CONFIG, 10),
            tuple("no-op-cold-quota", CONFIG, 13),
            tuple("pool-empty", CONFIG, 14),
            tuple("no-op-rate", CONFIG, 15));
  }

  @Test
  void tellsOfMacrosAndAccessesThatStandTwice() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                "domain-macro a x.com\nhttp-access 0/0 none\ninclude more.conf\n",
                "/etc/pmta/more.conf",
                "domain-macro a y.com\nhttp-access 0/0 admin\nhttp-access ::/0 admin\n")
            .planned();

    assertThat(found(plan))
        .containsExactly(
            tuple("duplicate-line", "/etc/pmta/more.conf", 1),
            tuple("duplicate-line", "/etc/pmta/more.conf", 2));
  }

  @Test
  void patternsMayHoldTags() throws Exception {
    WildHost host =
        WildHost.of(
            CONFIG,
            "<bounce-category-patterns>\n/<virtual-mta x>/ other\n/a <\\/bounce-category-patterns>/ other\n"
                + "</bounce-category-patterns>\n<smtp-pattern-list l>\n"
                + "reply /<\\/virtual-mta> <\\/smtp-pattern-list>/ mode=backoff\n</smtp-pattern-list>\n"
                + V);
    AdoptionPlan plan = host.planned();

    assertThat(plan.vmtas()).hasSize(1);
    assertThat(host.effective().differences(host.after(plan).effective())).isEmpty();
    WildHost real =
        WildHost.of(CONFIG, V + "<smtp-pattern-list l>\nreply /x/ skip-mx </smtp-pattern-list>\n");
    assertThat(real.plan())
        .isInstanceOfSatisfying(
            AdoptionRefused.class,
            refused ->
                assertThat(refused.reasons())
                    .extracting(problem -> problem.code(), problem -> problem.line())
                    .contains(tuple("shared-line", 5)));
  }

  @Test
  void quotesArePartOfNoName() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                V
                    + "<virtual-mta \"q\">\n</virtual-mta>\n<virtual-mta \"V\">\n</virtual-mta>\n"
                    + "<virtual-mta-pool p>\nvirtual-mta q\nvirtual-mta \"q\"\n</virtual-mta-pool>\n")
            .planned();

    assertThat(plan.vmtas()).isEmpty();
    assertThat(plan.pools()).hasSize(1);
    assertThat(plan.pools().get(0).members())
        .extracting(member -> member.value())
        .containsExactly("q", "q");
    assertThat(found(plan))
        .containsExactly(
            tuple("duplicate-name", CONFIG, 1),
            tuple("name-unsupported", CONFIG, 4),
            tuple("name-unsupported", CONFIG, 6));
  }

  @Test
  void aListOfChoicesFeedsEachOfThem() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                V
                    + "<pattern-list l>\nmail-from /x/ virtual-mta=V,virtual-mta=gone\n</pattern-list>\n")
            .planned();

    assertThat(plan.feeds().get(0).targets()).containsExactly("v", "gone");
    assertThat(found(plan)).containsExactly(tuple("feeds-undefined-name", CONFIG, 5));
  }

  @Test
  void tellsOfMailThatIsMovedToANameThatIsNotThere() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                V
                    + "<domain a>\nreroute-to-virtual-mta \"v\"\nbackoff-reroute-to-virtual-mta gone\n</domain>\n"
                    + "<domain b>\nreroute-to-virtual-mta \"\"\ninclude r.inc\n</domain>\n",
                "/etc/pmta/r.inc",
                "reroute-to-virtual-mta m$x\n")
            .planned();

    assertThat(found(plan))
        .containsExactly(
            tuple("feeds-undefined-name", CONFIG, 6), tuple("macro-in-name", "/etc/pmta/r.inc", 1));
    assertThat(plan.fedNames()).isEmpty();
  }

  @Test
  void tellsOfAPoolThatMovesAboveAVirtualMtaThatStays() {
    AdoptionPlan plan =
        WildHost.of(
                CONFIG,
                V
                    + "<virtual-mta twin>\n</virtual-mta>\n<virtual-mta twin>\n</virtual-mta>\n"
                    + "<virtual-mta-pool p>\nvirtual-mta twin\n</virtual-mta-pool>\n")
            .planned();

    assertThat(found(plan)).contains(tuple("moves-above-definition", CONFIG, 8));
  }

  @Test
  void aFileThatWasRewrittenWholeGetsItsBlocksBackInTime() {
    StringBuilder text = new StringBuilder();
    StringBuilder other = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append(V.replace(" v>", " v" + i + ">")).append("alias a b\n");
      other.append("alias c").append(i % 7).append(" d\n");
    }
    WildHost host = WildHost.of(CONFIG, text.toString());
    AdoptionPlan plan = host.planned();
    WildHost edited =
        host.after(plan)
            .with(CONFIG, (other + "include " + WildHost.ENGINE + "\n").getBytes(UTF_8));
    long before = System.nanoTime();
    String back = edited.after(Unadoption.plan(edited.forEngine(), plan.record())).text(CONFIG);

    assertThat(back).contains("<virtual-mta v0>", "<virtual-mta v2999>").doesNotContain("include");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  private static List<Tuple> found(AdoptionPlan plan) {
    return plan.warnings().stream()
        .filter(w -> !w.code().equals("no-source-host") && !w.code().startsWith("unknown-"))
        .map(w -> tuple(w.code(), w.file(), w.line()))
        .toList();
  }

  private static String back(WildHost host, AdoptionPlan plan) {
    WildHost adopted = host.after(plan);
    return adopted.after(Unadoption.plan(adopted.forEngine(), plan.record())).text(CONFIG);
  }
}
