package io.emailengine.sandbox.powermta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All that happened on the host, in order. Kept in a file, so that it also tells of the time before
 * a crash; a line that a crash cut off is left out.
 */
public final class EventJournal {
  private final Path file;
  private final List<HostEvent> events;
  private final List<Consumer<HostEvent>> listeners = new CopyOnWriteArrayList<>();

  public EventJournal(Path file) {
    this.file = file;
    this.events = new ArrayList<>(read(file));
  }

  /** Calls the listener for each event from now on, in the thread that caused it. */
  public void listen(Consumer<HostEvent> listener) {
    listeners.add(listener);
  }

  public synchronized List<HostEvent> all() {
    return List.copyOf(events);
  }

  public void add(HostEvent event) {
    synchronized (this) {
      events.add(event);
      try {
        Files.writeString(
            file, format(event), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  private static String format(HostEvent event) {
    StringBuilder line = new StringBuilder("\n");
    line.append(event.at()).append('\t').append(event.kind()).append('\t');
    line.append(event.text().replaceAll("[\\t\\r\\n]+", " "));
    for (CapChange change : event.changes()) {
      line.append('\t').append(change.vmta()).append('\t').append(change.from());
      line.append('\t').append(change.to());
    }
    return line.append("\t.").toString();
  }

  private static List<HostEvent> read(Path file) {
    List<HostEvent> found = new ArrayList<>();
    if (!Files.exists(file)) {
      return found;
    }
    try {
      for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
        String[] cells = line.split("\t", -1);
        // The last cell says that the line is whole.
        if (cells.length >= 4 && cells[cells.length - 1].equals(".") && cells.length % 3 == 1) {
          List<CapChange> changes = new ArrayList<>();
          for (int i = 3; i + 3 < cells.length; i += 3) {
            changes.add(new CapChange(cells[i], cells[i + 1], cells[i + 2]));
          }
          found.add(
              new HostEvent(
                  Instant.parse(cells[0]), HostEvent.Kind.valueOf(cells[1]), cells[2], changes));
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
