package io.emailengine.activities.pmta.apply;

import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;

/** The engine days of a server, from its row. */
public record Calendars(Duration engineDay) {
  public DayCalendar of(ServerRow server) {
    return server.calendar(engineDay);
  }
}
