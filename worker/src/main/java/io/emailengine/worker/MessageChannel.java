package io.emailengine.worker;

import io.emailengine.activities.telegram.Delivery;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import java.util.List;

/** A way to people. */
interface MessageChannel extends AutoCloseable {
  /** Named in health. */
  String name();

  /** Paces that the channel asks of its users. */
  Pace pace();

  /**
   * Sends the first messages of the list as one text.
   *
   * @param messages in their order, at least one
   */
  Result send(List<Numbered> messages);

  /** How many of the messages the delivery is about, from the first on. */
  record Result(int count, Delivery delivery) {}

  @Override
  void close();
}
