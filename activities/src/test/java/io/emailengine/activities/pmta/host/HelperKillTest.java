package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.host.HelperBed.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped helper, ended in every way at every point of a swap. */
class HelperKillTest {
  private static final byte[] OLD = PmtaHostContract.good(1);
  private static final byte[] NEW = PmtaHostContract.good(2);
  private static final byte[] BAD = PmtaHostContract.bad();

  @TempDir Path base;
  private HelperBed bed;

  @BeforeEach
  void install() {
    bed = new HelperBed(base);
    assertThat(bed.install()).extracting(Ended::exit).isEqualTo(0);
  }

  static List<String> points() {
    return HelperBed.pointsOf("swap");
  }

  static List<String> pointsOfAll() {
    List<String> points = new ArrayList<>(HelperBed.pointsOf("swap_all"));
    points.addAll(HelperBed.pointsOf("swap_one"));
    points.addAll(HelperBed.pointsOf("put_back_one"));
    return points;
  }

  @Test
  void knowsItsPoints() {
    assertThat(points()).hasSize(8).doesNotHaveDuplicates();
    assertThat(pointsOfAll()).hasSize(8).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("points")
  void keepsOrSettlesAGoodFileAfterAKill(String point) {
    bed.arm(point, "kill");
    bed.run(bed.swap(OLD, NEW));
    assertThat(bed.engine()).isIn(OLD, NEW);
    bed.disarm(point);
    assertThat(bed.run("version").line().endsWith("pending")).isEqualTo(bed.pending());
    assertThat(bed.run("recover").exit()).isEqualTo(0);
    assertThat(bed.pending()).isFalse();
    assertThat(bed.run("recover").line()).isEqualTo("recovered nothing");
    byte[] now = bed.engine();
    assertThat(now).isIn(OLD, NEW);
    assertThat(bed.run(bed.swap(now, PmtaHostContract.good(3))).line()).isEqualTo("swapped");
    assertThat(HelperBed.read(bed.file("lkg"))).isEqualTo(now);
  }

  @ParameterizedTest
  @MethodSource("points")
  void putsABadFileBackAfterAKill(String point) {
    bed.arm(point, "kill");
    bed.run(bed.swap(OLD, BAD));
    bed.disarm(point);
    boolean wasBad = Arrays.equals(bed.engine(), BAD);
    assertThat(bed.run("recover").line())
        .isEqualTo(wasBad ? "recovered put-back" : "recovered nothing");
    assertThat(bed.engine()).isEqualTo(OLD);
    assertThat(bed.pending()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("points")
  void neverReloadsAnUntestedFile(String point) {
    bed.arm(point, "kill");
    bed.run(bed.swap(OLD, BAD));
    bed.disarm(point);
    assertThat(bed.run("reload").line()).isEqualTo("pmta 0");
    assertThat(bed.engine()).isEqualTo(OLD);
    assertThat(HelperBed.read(bed.pmtaFolder.resolve("running"))).isEqualTo(OLD);
  }

  @ParameterizedTest
  @MethodSource("points")
  void endsTheLastSwapBeforeTheNext(String point) {
    bed.arm(point, "kill");
    bed.run(bed.swap(OLD, BAD));
    bed.disarm(point);
    assertThat(bed.run(bed.swap(OLD, NEW)).line()).isEqualTo("swapped");
    assertThat(bed.engine()).isEqualTo(NEW);
    assertThat(HelperBed.read(bed.file("lkg"))).isEqualTo(OLD);
  }

  @ParameterizedTest
  @MethodSource("points")
  void goesOnWhenWhoeverAskedHangsUp(String point) throws IOException {
    for (byte[] fresh : List.of(NEW, BAD)) {
      boolean passes = !(fresh == NEW && List.of("rejected", "put-back").contains(point));
      if (!passes || (fresh == BAD && point.equals("accepted"))) {
        continue; // it does not come by there
      }
      byte[] before = bed.engine();
      bed.arm(point, "hold");
      Process run = bed.start(bed.swap(before, fresh));
      long pid = bed.reached(point);
      for (String signal : List.of("HUP", "PIPE", "INT", "TERM")) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().onExit().join();
      }
      run.getInputStream().close(); // nobody reads any more
      bed.release(point);
      run.onExit().join();
      Files.delete(bed.points.resolve(point + ".reached"));
      assertThat(run.exitValue()).isEqualTo(fresh == NEW ? 0 : 10);
      assertThat(bed.engine()).isEqualTo(fresh == NEW ? NEW : before);
      assertThat(bed.pending()).isFalse();
    }
  }

  @Test
  void keepsEverybodyElseOutMeanwhile() {
    bed.arm("renamed", "hold");
    Process first = bed.start(bed.swap(OLD, NEW));
    bed.reached("renamed");
    Ended second = bed.run("recover");
    assertThat(second).isEqualTo(new Ended(12, "busy", second.out()));
    bed.release("renamed");
    assertThat(HelperBed.end(first).line()).isEqualTo("swapped");
  }

  private Path journal(byte[] engine, byte[] config) {
    HelperBed.write(bed.file("new"), engine);
    HelperBed.write(bed.file("config.new"), config);
    List<TestedSwap> swaps =
        List.of(
            TestedSwap.of(
                OLD,
                engine,
                bed.file("new").toString(),
                bed.file("engine.conf").toString(),
                bed.file("lkg").toString()),
            TestedSwap.of(
                HelperBed.read(Path.of(bed.config())),
                config,
                bed.file("config.new").toString(),
                bed.config(),
                bed.file("config.old").toString()));
    HelperBed.write(bed.file("journal.new"), SwapJournal.write(swaps));
    return bed.file("journal");
  }

  @ParameterizedTest
  @MethodSource("pointsOfAll")
  void restoresAllOfSeveralFilesAfterAKill(String point) {
    byte[] config = HelperBed.read(Path.of(bed.config()));
    byte[] longer = (new String(config, UTF_8) + "# longer\n").getBytes(UTF_8);
    for (byte[] fresh : List.of(NEW, BAD)) {
      Path journal = journal(fresh, longer);
      bed.arm(point, "kill");
      bed.run("swap-all", journal);
      bed.disarm(point);
      assertThat(HelperBed.read(Path.of(bed.config()))).isIn(config, longer);
      assertThat(bed.engine()).isIn(OLD, fresh);
      boolean begun = Files.exists(journal);
      Ended recovered = bed.run("recover-all", journal);
      assertThat(recovered.exit()).as(recovered.out()).isEqualTo(0);
      assertThat(recovered.line()).isIn("recovered put-back", "recovered nothing");
      assertThat(begun || recovered.line().equals("recovered nothing")).isTrue();
      assertThat(HelperBed.read(Path.of(bed.config()))).isEqualTo(config);
      assertThat(bed.engine()).isEqualTo(OLD);
      assertThat(bed.run("recover-all", journal).line()).isEqualTo("recovered nothing");
      assertThat(bed.run("test").line()).isEqualTo("pmta 0");
    }
  }

  @Test
  void restoresAllOfSeveralFilesEvenIfKilledWhileRestoring() {
    byte[] config = HelperBed.read(Path.of(bed.config()));
    Path journal = journal(NEW, (new String(config, UTF_8) + "# longer\n").getBytes(UTF_8));
    assertThat(bed.run("swap-all", journal).line()).isEqualTo("swapped");
    bed.arm("back", "kill");
    assertThat(bed.run("recover-all", journal).exit()).isNotEqualTo(0);
    assertThat(bed.run("recover-all", journal).exit()).isEqualTo(0);
    assertThat(HelperBed.read(Path.of(bed.config()))).isEqualTo(config);
    assertThat(bed.engine()).isEqualTo(OLD);
  }

  @Test
  void leavesNothingBehindInTheEnd() throws IOException {
    bed.run(bed.swap(OLD, NEW));
    assertThat(bed.run("uninstall").line()).isEqualTo("uninstalled");
    try (Stream<Path> left = Files.walk(bed.prefix)) {
      assertThat(left.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config", "engine.conf", "lkg", "running", "pmta", "calls", "email-engine-host");
    }
    assertThat(bed.script()).doesNotExist();
  }
}
