package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.host.HelperBed.Ended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever has stolen the engine's login owns the engine's folder, and changes it at the worst
 * moment. Nothing outside of it may be read or written for that.
 */
class HelperAttackTest {
  private static final byte[] OLD = PmtaHostContract.good(1);
  private static final byte[] NEW = PmtaHostContract.good(2);
  private static final byte[] SECRET = "root:secret\n".getBytes(UTF_8);

  @TempDir Path base;
  private HelperBed bed;
  private Path roots;
  private Path secret;

  private interface Change {
    void make() throws IOException;
  }

  @BeforeEach
  void install() throws IOException {
    bed = new HelperBed(base);
    assertThat(bed.install().exit()).isEqualTo(0);
    roots = Files.createDirectory(bed.prefix.resolve("etc/profile.d"));
    secret = Files.write(roots.resolve("shadow"), SECRET);
  }

  private Ended whileHeld(String point, Change change, Object... words) throws Exception {
    bed.arm(point, "hold");
    Process helper = bed.start(words);
    bed.reached(point);
    change.make();
    bed.release(point);
    return ended(helper);
  }

  /** What it says fits into a pipe, so it can be read after its end; a hanging one fails. */
  private static Ended ended(Process helper) throws InterruptedException {
    if (!helper.waitFor(20, TimeUnit.SECONDS)) {
      helper.descendants().forEach(ProcessHandle::destroyForcibly);
      helper.destroyForcibly();
      throw new AssertionError("the helper hangs");
    }
    return HelperBed.end(helper);
  }

  private static void link(Path from, Path to) throws IOException {
    Files.deleteIfExists(from);
    Files.createSymbolicLink(from, to);
  }

  private void nothingWasWritten() throws IOException {
    try (var files = Files.list(roots)) {
      assertThat(files).containsExactly(secret);
    }
    assertThat(secret).hasBinaryContent(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "journaled, engine.conf, true",
    "rejected, engine.conf, false",
    "cleared, lkg, true",
    "checked, lkg, true"
  })
  void writesThroughNoLinkToAFolder(String point, String name, boolean good) throws Exception {
    byte[] after = good ? NEW : PmtaHostContract.bad();
    whileHeld(point, () -> link(bed.file(name), roots), bed.swap(OLD, after));
    nothingWasWritten();
  }

  @Test
  void writesThroughNoLinkToAFile() throws Exception {
    Ended ended = whileHeld("cleared", () -> link(bed.file("lkg"), secret), bed.swap(OLD, NEW));
    nothingWasWritten();
    assertThat(ended.exit()).as(ended.out()).isIn(0, 74);
    assertThat(bed.engine()).isIn(OLD, NEW);
  }

  @Test
  void restoresThroughNoLink() throws Exception {
    Files.write(bed.file("lkg"), NEW);
    Change change = () -> link(bed.file("engine.conf"), roots);
    Ended ended =
        whileHeld(
            "checked",
            change,
            "restore",
            TestedSwap.sha256(NEW),
            bed.file("lkg"),
            bed.file("engine.conf"));
    nothingWasWritten();
    assertThat(ended.line()).isEqualTo("restored");
    assertThat(bed.engine()).isEqualTo(NEW);
  }

  @Test
  void doesNotTellTheSumOfAFileBehindALinkOfTheLastMoment() throws Exception {
    Files.write(bed.file("mine"), NEW);
    Ended ended =
        whileHeld("reading", () -> link(bed.file("mine"), secret), "hash", bed.file("mine"));
    assertThat(ended.line()).isEqualTo("hashed");
    assertThat(ended.out()).doesNotContain(TestedSwap.sha256(SECRET));
  }

  @Test
  void doesNotFollowAFolderThatBecomesALink() throws Exception {
    Path folder = Files.createDirectory(bed.file("sub"));
    Files.write(folder.resolve("shadow"), NEW);
    Change change =
        () -> {
          Files.move(folder, bed.file("away"));
          Files.createSymbolicLink(folder, roots);
        };
    Ended ended = whileHeld("entered", change, "hash", folder.resolve("shadow"));
    assertThat(ended.out())
        .contains(TestedSwap.sha256(NEW))
        .doesNotContain(TestedSwap.sha256(SECRET));
  }

  @Test
  void waitsForNoPipe() throws Exception {
    Change change =
        () -> {
          Files.delete(bed.file("new"));
          HelperBed.end(new ProcessBuilder("mkfifo", bed.file("new").toString()).start());
        };
    bed.swap(OLD, NEW);
    Ended ended = whileHeld("reading", change, "hash", bed.file("new"));
    assertThat(ended.line()).isEqualTo("hashed");
  }

  @Test
  void readsNoFileWithoutEnd() throws Exception {
    Object[] swap = bed.swap(OLD, NEW);
    for (String name : List.of("new", "engine.conf")) {
      try (RandomAccessFile file = new RandomAccessFile(bed.file(name).toFile(), "rw")) {
        file.setLength(1L << 42);
      }
      assertThat(ended(bed.start(swap)).exit()).as(name).isIn(65, 66);
    }
  }

  @Test
  void refusesAFolderThatIsALink() throws IOException {
    Object[] swap = bed.swap(OLD, NEW);
    Path folder = bed.pmtaFolder.resolve("email-engine");
    Files.move(folder, bed.prefix.resolve("etc/elsewhere"));
    Files.createSymbolicLink(folder, Path.of("../elsewhere"));
    Ended ended = bed.run(swap);
    assertThat(ended.exit()).isEqualTo(65);
    assertThat(bed.engine()).isEqualTo(OLD);
  }

  @Test
  void putsBackTheOperatorsFileWhenAnotherCameInstead() throws Exception {
    byte[] operators = Files.readAllBytes(Path.of(bed.config()));
    Path staged = Files.write(bed.file("staged"), NEW);
    Files.writeString(
        bed.file("journal.new"),
        "email-engine-journal 1\n"
            + String.join(
                "\t",
                TestedSwap.sha256(operators),
                TestedSwap.sha256(NEW),
                staged.toString(),
                bed.config(),
                bed.file("kept").toString())
            + "\n");
    Change change = () -> Files.write(staged, Arrays.copyOf(NEW, NEW.length - 2));
    Ended ended = whileHeld("journaled", change, "swap-all", bed.file("journal"));
    assertThat(ended.exit()).as(ended.out()).isEqualTo(74);
    assertThat(Path.of(bed.config())).hasBinaryContent(operators);
  }
}
