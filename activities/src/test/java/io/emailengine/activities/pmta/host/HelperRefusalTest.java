package io.emailengine.activities.pmta.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.host.HelperBed.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped helper does not do, and how it says so. */
class HelperRefusalTest {
  private static final byte[] OLD = PmtaHostContract.good(1);
  private static final byte[] NEW = PmtaHostContract.good(2);

  @TempDir Path base;
  private HelperBed bed;

  @BeforeEach
  void install() {
    bed = new HelperBed(base);
    assertThat(bed.install().exit()).isEqualTo(0);
  }

  private void refuses(int exit, String word, Object... words) {
    Ended ended = bed.run(words);
    assertThat(ended.exit()).as(List.of(words) + ": " + ended.out()).isEqualTo(exit);
    assertThat(ended.line()).startsWith(word);
    assertThat(bed.engine()).isEqualTo(OLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shell",
        "swap",
        "swap absent",
        "test now",
        "reload -f",
        "show",
        "show all",
        "show settings",
        "show settings a b",
        "show settings $(id)",
        "show settings a/b/c",
        "show settings --help",
        "show settings a;b",
        "show vmtas 1",
        "pause",
        "pause *",
        "pause a/b",
        "pause -v",
        "pause a b",
        "resume ../x",
        "recover all",
        "restore x y z",
        "swap-all",
        "recover-all a/b",
        "install x y",
        "uninstall all",
        "delete --queue=x"
      })
  void takesNoOtherWords(String words) {
    refuses(64, "usage", (Object[]) words.split(" "));
  }

  @Test
  void takesNoOddBytesInNames() {
    for (String name : List.of("a\nb", "a b", "ä", "a\u0001", "a'b", "x".repeat(129))) {
      refuses(64, "usage", "pause", name);
      refuses(64, "usage", "show", "settings", "example.com/" + name);
    }
  }

  @Test
  void staysInItsFolder() {
    Object[] swap = bed.swap(OLD, NEW);
    for (String path :
        List.of(
            "/etc/passwd",
            bed.config(),
            bed.file("../config").toString(),
            bed.file("sub/x").toString(),
            bed.file(".").toString(),
            bed.file("a b").toString(),
            "engine.conf")) {
      for (int at = 3; at < 6; at++) {
        Object[] words = swap.clone();
        words[at] = path;
        refuses(65, "refused", words);
      }
    }
    refuses(65, "refused", "restore", TestedSwap.sha256(OLD), bed.config(), bed.file("x"));
  }

  @Test
  void replacesNoLinkAndNoFolder() throws IOException {
    Object[] swap = bed.swap(OLD, NEW);
    swap[4] = bed.file("odd");
    Files.createSymbolicLink(bed.file("odd"), Path.of("engine.conf"));
    refuses(65, "refused", swap);
    Files.delete(bed.file("odd"));
    Files.createDirectory(bed.file("odd"));
    refuses(65, "refused", swap);
    swap = bed.swap(OLD, NEW);
    Files.delete(bed.file("new"));
    Files.createSymbolicLink(bed.file("new"), Path.of(bed.config()));
    refuses(66, "another-file", swap);
  }

  @Test
  void hashesOnlyWhatLiesBesideTheConfiguration() throws IOException {
    Files.createSymbolicLink(bed.pmtaFolder.resolve("away"), Path.of("/etc"));
    Ended ended =
        bed.run(
            "hash",
            bed.config(),
            "relative",
            "/etc/passwd",
            bed.pmtaFolder + "/../../../../etc/passwd",
            bed.pmtaFolder.resolve("away/passwd"));
    Files.delete(bed.pmtaFolder.resolve("away"));
    assertThat(ended.exit()).isEqualTo(0);
    String config = TestedSwap.sha256(HelperBed.read(Path.of(bed.config())));
    assertThat(ended.out().lines().findFirst()).hasValue(config + "  " + bed.config());
    assertThat(ended.out().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", "timeout"})
  void swapsNothingWithoutItsTools(String tool) throws IOException {
    Path tools = Files.createDirectory(base.resolve("tools"));
    for (String name :
        List.of("flock", "timeout", "sha256sum", "stat", "sync", "find", "sed", "grep", "id")) {
      if (!name.equals(tool)) {
        stand(tools.resolve(name), program(name));
      }
    }
    for (String name : List.of("mv", "ln", "cp", "rm", "chmod", "mkdir", "cat", "sleep")) {
      stand(tools.resolve(name), program(name));
    }
    Path script = bed.script();
    String text = Files.readString(script);
    Files.writeString(script, text.replace("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "PATH=" + tools));
    refuses(69, "no-tool " + tool, bed.swap(OLD, NEW));
    bed.change("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "PATH=" + tools);
    assertThat(bed.install().line()).isEqualTo("no-tool " + tool);
  }

  private static void stand(Path path, Path program) throws IOException {
    Files.writeString(path, "#!/bin/sh\nexec " + program + " \"$@\"\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path program(String name) {
    return List.of("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/").stream()
        .map(folder -> Path.of(folder + name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void putsBackWhenTheTestDoesNotAnswer() throws IOException {
    Path conf = bed.prefix.resolve("etc/email-engine-host.conf");
    Files.writeString(conf, Files.readString(conf).replace("seconds=60", "seconds=1"));
    Files.createFile(bed.pmtaFolder.resolve("test-hangs"));
    Ended ended = bed.run(bed.swap(OLD, NEW));
    assertThat(ended.exit()).isEqualTo(10);
    assertThat(ended.line()).isEqualTo("put-back 124");
    assertThat(bed.engine()).isEqualTo(OLD);
  }

  @Test
  void trustsNoConfigurationThatOthersMayWrite() throws IOException {
    Path conf = bed.prefix.resolve("etc/email-engine-host.conf");
    Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-rw-r--"));
    refuses(77, "not-root", "version");
    Files.delete(conf);
    refuses(78, "not-installed", "version");
  }

  @Test
  void takesNoJournalThatOthersMayWrite() throws IOException {
    Path journal = Files.createFile(bed.file("journal.new"));
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-rw-rw-"));
    refuses(65, "refused", "swap-all", bed.file("journal"));
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
    refuses(64, "usage", "swap-all", bed.file("journal")); // it is empty
  }

  @Test
  void keepsWhatWasInstalledWhenInstalledAgain() {
    bed.run(bed.swap(OLD, NEW));
    assertThat(bed.install().line()).isEqualTo("installed " + HelperScript.version());
    assertThat(bed.engine()).isEqualTo(NEW);
    assertThat(bed.run("version").line()).isEqualTo("version " + HelperScript.version());
  }
}
