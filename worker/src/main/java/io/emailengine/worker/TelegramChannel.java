package io.emailengine.worker;

import io.emailengine.activities.telegram.TelegramSender;
import io.emailengine.activities.telegram.TelegramText;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.activities.telegram.TelegramText.Packed;
import java.time.Duration;
import java.util.List;

/** One Telegram chat. Few messages go one by one; many are packed, so that the limits hold. */
final class TelegramChannel implements MessageChannel {
  /** A group takes 20 a minute, and about one a second. */
  private static final int PER_MINUTE = 20;

  private static final Duration DISTANCE = Duration.ofSeconds(1);
  private static final int SINGLY = 3;

  private final TelegramSender sender;

  TelegramChannel(TelegramSender sender) {
    this.sender = sender;
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public Pace pace() {
    return new Pace(DISTANCE, PER_MINUTE);
  }

  @Override
  public Result send(List<Numbered> messages) {
    Packed packed = TelegramText.pack(messages.size() > SINGLY ? messages : messages.subList(0, 1));
    return new Result(packed.count(), sender.send(packed.text()));
  }

  @Override
  public void close() {
    sender.close();
  }
}
