package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is adopted sends as before, and comes back byte for byte. */
class WildAdoptionTest {
  private static final int ROUNDS = Integer.getInteger("wild.rounds", 200);

  private static final String INCLUDE = "include " + WildHost.ENGINE + "\r?\n";

  private final long seed = Long.getLong("wild.seed", new Random().nextLong());

  private interface Round {
    void run(WildHost host, Random random, String name) throws Exception;
  }

  private void everyRound(Round round) throws Exception {
    System.out.println("WildAdoptionTest wild.seed=" + seed);
    for (int i = 0; i < ROUNDS; i++) {
      Random random = new Random(seed + i);
      round.run(WildConfig.next(random), random, "wild.seed=" + seed + " round " + i);
    }
  }

  @Test
  void everyQueueSourceAndPoolHasTheSameSettingsBeforeAndAfter() throws Exception {
    everyRound(
        (host, random, name) -> {
          WildHost adopted = host.after(host.planned());
          assertThat(host.effective().differences(adopted.effective())).as(name).isEmpty();
        });
  }

  @Test
  void takesEveryBlockThatIsNamedOnceAndTouchesNoByteOutside() throws Exception {
    everyRound(
        (host, random, name) -> {
          AdoptionPlan plan = host.planned();
          assertThat(plan.staying().stream().map(StayingBlock::name))
              .as(name)
              .allMatch(WildConfig.STAYING::contains);
          for (FileChange change : plan.files()) {
            String left = latin1(withoutBlocks(change, plan));
            if (plan.vmtas().isEmpty() && plan.pools().isEmpty()) {
              assertThat(latin1(change.after())).as(name).startsWith(left);
            } else {
              assertThat(latin1(change.after()).replaceFirst(INCLUDE, "")).as(name).isEqualTo(left);
            }
          }
        });
  }

  /** The file before with the moved blocks cut out, by the offsets of the report. */
  private static byte[] withoutBlocks(FileChange change, AdoptionPlan plan) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<Integer, Integer> cuts =
        Stream.concat(
                plan.vmtas().stream()
                    .filter(v -> v.file().equals(change.path()))
                    .map(v -> Map.entry(v.offset(), v.original().size())),
                plan.pools().stream()
                    .filter(p -> p.file().equals(change.path()))
                    .map(p -> Map.entry(p.offset(), p.original().size())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    for (int i = 0; i < change.before().length; ) {
      Integer cut = cuts.get(i);
      if (cut != null) {
        i += cut;
      } else {
        out.write(change.before()[i++]);
      }
    }
    return out.toByteArray();
  }

  @Test
  void givesBackEveryByte() throws Exception {
    everyRound(
        (host, random, name) -> {
          AdoptionPlan plan = host.planned();
          AdoptionRecord record = AdoptionRecord.read(plan.record().toBytes());
          WildHost adopted = host.after(plan);
          Unadoption back = Unadoption.plan(adopted.forEngine(), record);
          assertSame(host, adopted.after(back), name);
          assertThat(back.warnings()).as(name).isEmpty();
        });
  }

  @Test
  void givesBackTheBlocksAndKeepsWhatSomebodyAddedElsewhere() throws Exception {
    everyRound(
        (host, random, name) -> {
          AdoptionPlan plan = host.planned();
          WildHost adopted = host.after(plan);
          WildHost edited = adopted;
          for (String path : host.files().keySet()) {
            byte[] added = ("# added by hand " + path + "\n").getBytes(UTF_8);
            edited = edited.with(path, inserted(adopted.files().get(path), added, random));
          }
          WildHost back = edited.after(Unadoption.plan(edited.forEngine(), plan.record()));
          for (String path : host.files().keySet()) {
            String text = latin1(back.files().get(path));
            String rest = text.replace("# added by hand " + path + "\n", "");
            String original = latin1(host.files().get(path));
            // A last line without an end needs one if something was added behind it.
            assertThat(rest)
                .as(name + " " + path)
                .isIn(
                    isOpen(original)
                        ? List.of(original, original + "\n", original + "\r\n")
                        : List.of(original));
            assertThat(rest).as(name).isNotEqualTo(text);
          }
        });
  }

  /** At the start of a line, which may be the file's first. */
  private static byte[] inserted(byte[] file, byte[] added, Random random) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 0; i + 1 < file.length; i++) {
      if (file[i] == '\n') {
        starts.add(i + 1);
      }
    }
    int at = starts.get(random.nextInt(starts.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    out.writeBytes(added);
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }

  @Test
  void importsWhatWasAddedSinceAndGivesThatBackToo() throws Exception {
    everyRound(
        (host, random, name) -> {
          AdoptionPlan first = host.planned();
          WildHost adopted = host.after(first);
          List<String> paths = new ArrayList<>(List.of(WildHost.CONFIG));
          first.vmtas().forEach(vmta -> paths.add(vmta.file()));
          String path = paths.get(random.nextInt(paths.size()));
          byte[] block =
              "<virtual-mta late>\r\n smtp-source-host 192.0.2.251 l.example.com\r\n</virtual-mta>\r\n"
                  .getBytes(UTF_8);
          byte[] before = adopted.files().get(path);
          boolean open = isOpen(latin1(before));
          byte[] grown = appended(before, open ? appended(new byte[] {'\n'}, block) : block);
          WildHost later = adopted.with(path, grown);
          AlreadyAdopted again = (AlreadyAdopted) replan(later, first);
          assertThat(again.additions().vmtas()).as(name).hasSize(1);
          WildHost both = later.after(again.additions());
          WildHost back = both.after(Unadoption.plan(both.forEngine(), again.additions().record()));
          byte[] original = host.files().get(path);
          if (open || !isOpen(latin1(original))) {
            byte[] expected = appended(original, open ? appended(new byte[] {'\n'}, block) : block);
            assertSame(host.with(path, expected), back, name);
          }
          AlreadyAdopted nothing = (AlreadyAdopted) replan(both, again.additions());
          assertThat(nothing.nothingNew()).as(name).isTrue();
          assertThat(nothing.additions().files()).as(name).isEmpty();
        });
  }

  private static AdoptionResult replan(WildHost host, AdoptionPlan before) {
    Set<String> vmtas =
        before.vmtas().stream().map(v -> v.name().value()).collect(Collectors.toSet());
    Set<String> pools =
        before.pools().stream().map(p -> p.name().value()).collect(Collectors.toSet());
    return Adoption.plan(
        host.forEngine(),
        WildHost.ENGINE,
        new EngineNames(vmtas, pools),
        Optional.of(before.record()));
  }

  private static byte[] appended(byte[] one, byte[] other) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(one);
    out.writeBytes(other);
    return out.toByteArray();
  }

  private static void assertSame(WildHost expected, WildHost found, String name) {
    assertThat(found.files().keySet()).as(name).isEqualTo(expected.files().keySet());
    expected
        .files()
        .forEach(
            (path, bytes) ->
                assertThat(latin1(found.files().get(path)))
                    .as(name + " " + path)
                    .isEqualTo(latin1(bytes)));
  }

  /** True if the last line has no end. */
  private static boolean isOpen(String text) {
    return !text.isEmpty() && !text.endsWith("\n");
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
