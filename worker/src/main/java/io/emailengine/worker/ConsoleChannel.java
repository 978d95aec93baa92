package io.emailengine.worker;

import io.emailengine.activities.telegram.Delivery;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.store.outbox.Message;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log, where no other channel is configured: one line a message, by a logger of its own. */
final class ConsoleChannel implements MessageChannel {
  static final String LOGGER = "io.emailengine.messages";
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  @Override
  public String name() {
    return "console";
  }

  @Override
  public Pace pace() {
    return new Pace(Duration.ZERO, Integer.MAX_VALUE);
  }

  @Override
  public Result send(List<Numbered> messages) {
    messages.forEach(numbered -> tell(numbered.message()));
    return new Result(messages.size(), new Delivery.Sent());
  }

  static void tell(Message message) {
    String text = message.title() + " | " + String.join(" ", message.lines());
    LOG.info("{}: {}", message.severity(), text.replaceAll("\\p{Cntrl}+", " "));
  }

  @Override
  public void close() {
    // Nothing to let go of.
  }
}
