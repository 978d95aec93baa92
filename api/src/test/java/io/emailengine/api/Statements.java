package io.emailengine.api;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements that reach the database while some work is done. */
final class Statements {
  private Statements() {}

  static List<String> of(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
    Level level = logger.getLevel();
    boolean additive = logger.isAdditive();
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    logger.addAppender(seen);
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    try {
      work.run();
    } finally {
      logger.setLevel(level);
      logger.setAdditive(additive);
      logger.detachAppender(seen);
    }
    return List.copyOf(seen.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.startsWith("Executing prepared SQL statement"))
        .toList();
  }
}
