package io.emailengine.sandbox.powermta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJournalTest {
  @Test
  void tellsAfterARestartWhatHappenedBefore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("events.tsv");
    HostEvent first =
        new HostEvent(
            Instant.parse("2026-03-01T00:00:00Z"),
            HostEvent.Kind.RELOADED,
            "configuration reloaded",
            List.of(new CapChange("a", "absent", "50"), new CapChange("b", "unlimited", "200")));
    HostEvent second = new HostEvent(Instant.EPOCH, HostEvent.Kind.TESTED, "ok", List.of());
    EventJournal journal = new EventJournal(file);
    journal.add(first);
    Files.writeString(file, "\n2026-03-01T00:00:00Z\tRELOADED\tcut o", StandardOpenOption.APPEND);
    EventJournal again = new EventJournal(file);
    again.add(second);
    assertThat(new EventJournal(file).all()).containsExactly(first, second);
  }
}
