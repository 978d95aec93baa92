package io.emailengine.activities.pmta.config.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configurations as people leave them behind: each folder is a host's {@code /etc/pmta}, its {@code
 * report.txt} what adoption finds there.
 */
class WildCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/pmta/wild");
  private static final String REPORT = "report.txt";

  @ParameterizedTest
  @ValueSource(strings = {"split-over-folders", "handed-down", "lost-includes", "odd-order"})
  void reportsWhatIsThereWithFileAndLine(String name) throws IOException {
    AdoptionPlan plan = host(name).planned();

    assertThat(report(plan)).isEqualTo(Files.readString(CORPUS.resolve(name).resolve(REPORT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"split-over-folders", "handed-down", "lost-includes", "odd-order"})
  void givesBackEveryByte(String name) throws IOException {
    WildHost host = host(name);
    AdoptionPlan plan = host.planned();
    WildHost adopted = host.after(plan);
    WildHost back = adopted.after(Unadoption.plan(adopted.forEngine(), plan.record()));

    assertThat(plan.files()).isNotEmpty();
    assertThat(back.files().keySet()).isEqualTo(host.files().keySet());
    host.files().forEach((path, bytes) -> assertThat(back.files().get(path)).isEqualTo(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"split-over-folders", "odd-order"})
  void runsAsBefore(String name) throws Exception {
    WildHost host = host(name);

    assertThat(host.effective().differences(host.after(host.planned()).effective())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"split-over-folders", "handed-down", "lost-includes", "odd-order"})
  void findsNothingNewAfterwards(String name) throws IOException {
    WildHost host = host(name);
    AdoptionPlan plan = host.planned();
    AlreadyAdopted again =
        (AlreadyAdopted)
            Adoption.plan(
                host.after(plan).forEngine(),
                WildHost.ENGINE,
                EngineNames.NONE,
                Optional.of(plan.record()));

    assertThat(again.nothingNew()).isTrue();
    assertThat(again.additions().files()).isEmpty();
    assertThat(again.additions().record().toBytes()).isEqualTo(plan.record().toBytes());
  }

  private static WildHost host(String name) throws IOException {
    Path folder = CORPUS.resolve(name);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString();
        if (!path.equals(REPORT)) {
          files.put("/etc/pmta/" + path, Files.readAllBytes(file));
        }
      }
    }
    return new WildHost(files);
  }

  /** What a person is told, in short. */
  private static String report(AdoptionPlan plan) {
    StringBuilder out = new StringBuilder();
    plan.vmtas()
        .forEach(
            v ->
                line(out, v.file(), v.line(), "vmta", v.name().value())
                    .append(v.address().map(address -> " " + address).orElse(" -"))
                    .append(v.dailyCap().map(cap -> " " + cap).orElse("")));
    plan.pools()
        .forEach(
            p -> line(out, p.file(), p.line(), "pool", p.name().value()).append(" " + p.members()));
    plan.staying().forEach(s -> line(out, s.file(), s.line(), "stays", s.name()));
    plan.feeds()
        .forEach(
            f ->
                line(out, f.file(), f.line(), f.kind(), f.name())
                    .append(" " + f.targets() + " " + f.patternLists()));
    plan.needs().keyFiles().forEach(key -> out.append("\nkey ").append(key));
    plan.warnings().forEach(w -> line(out, w.file(), w.line(), "warning", w.code()));
    plan.needs()
        .missingKeys(plan.needs().keyFiles())
        .forEach(w -> line(out, w.file(), w.line(), "if missing", w.code()));
    plan.files().forEach(f -> out.append("\nwrites ").append(f.path()));
    return out.substring(1) + "\n";
  }

  private static StringBuilder line(
      StringBuilder out, String file, int line, String kind, String name) {
    return out.append('\n')
        .append(kind)
        .append(' ')
        .append(name)
        .append(" @ ")
        .append(file.substring("/etc/pmta/".length()))
        .append(':')
        .append(line);
  }
}
