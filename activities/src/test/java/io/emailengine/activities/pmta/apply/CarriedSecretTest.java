package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.testing.StoreTestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A password inside a carried block is true on the host and masked everywhere else. */
class CarriedSecretTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String CONFIG = "/etc/pmta/config";
  private static final String SECRET = "s3cretOfTheSmartHost";

  @TempDir Path folder;
  private HostFixture fixture;

  @BeforeEach
  void aHostWithAPassword() throws IOException {
    fixture = new HostFixture(STORE, folder);
    String block =
        "<virtual-mta pmta-vmta0>\n  <domain relay.example>\n    auth-username engine\n    auth-password "
            + SECRET
            + "\n  </domain>\n";
    String text = fixture.file(CONFIG).replaceFirst("<virtual-mta pmta-vmta0>\\R", block);
    assertThat(text).contains(SECRET);
    Files.writeString(fixture.host.locate(CONFIG), text);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void isNowhereButOnTheHost() throws IOException {
    fixture.adopted();
    fixture.warm(10);
    fixture.apply();

    assertThat(fixture.file("/etc/pmta/email-engine/engine.conf"))
        .contains("auth-password " + SECRET);
    List<String> tables =
        STORE.engine(
            () ->
                STORE
                    .jdbc()
                    .sql(
                        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()")
                    .query(String.class)
                    .list());
    assertThat(tables).contains("config_version", "host_request", "carried_block");
    for (String table : tables) {
      List<String> rows =
          STORE.engine(
              () ->
                  STORE
                      .jdbc()
                      .sql("SELECT row_to_json(t)::text FROM \"" + table + "\" t")
                      .query(String.class)
                      .list());
      String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
      assertThat(rows).as(table).noneMatch(row -> row.contains(SECRET) || row.contains(hex));
    }
    try (Stream<Path> files = Files.walk(fixture.historyFolder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(unpacked(file)).as("%s", file).doesNotContain(SECRET);
      }
    }
  }

  /** Loose objects of git are deflated. */
  private static String unpacked(Path file) throws IOException {
    byte[] raw = Files.readAllBytes(file);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(raw))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (ZipException e) {
      return new String(raw, StandardCharsets.ISO_8859_1); // a file that is not deflated
    }
  }
}
