package io.emailengine.activities.pmta.apply;

import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The engine days of a server, from its row. */
public record Calendars(Duration engineDay) {
  /** UTC until the time zone was read from the host; nothing is applied before that anyway. */
  public DayCalendar of(ServerRow server) {
    String zone = server.timezone();
    return DayCalendar.of(
        engineDay, zone == null ? ZoneOffset.UTC : ZoneId.of(zone), server.dayStart());
  }
}
