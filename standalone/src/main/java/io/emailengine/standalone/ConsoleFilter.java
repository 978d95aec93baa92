package io.emailengine.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * The console is for people: warnings, and the messages that go to people where no other channel is
 * configured. Everything else is in the file.
 */
public final class ConsoleFilter extends Filter<ILoggingEvent> {
  private static final String MESSAGES = "io.emailengine.messages";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean forPeople =
        event.getLevel().isGreaterOrEqual(Level.WARN) || event.getLoggerName().startsWith(MESSAGES);
    return forPeople ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
