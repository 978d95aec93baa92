package io.emailengine.activities.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class TelegramSenderTest {
  private static final String TOKEN = "123456:AAE-x_abcdefghijklmnopqrstuvwxyz0";

  private final FakeTelegram telegram = new FakeTelegram();
  private final TelegramSender sender = sender(telegram.url());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Level levelBefore;
  private final List<String> javaLog = new ArrayList<>();
  private final Handler javaHandler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          javaLog.add(event.getMessage() + event.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static TelegramSender sender(URI url) {
    return new TelegramSender(
        new EngineSettings.Telegram(url, new Secret(TOKEN), "-100"), Duration.ofSeconds(2));
  }

  @BeforeEach
  void listen() {
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    levelBefore = root.getLevel();
    root.setLevel(Level.TRACE);
    log.start();
    root.addAppender(log);
    java.util.logging.Logger.getLogger("").addHandler(javaHandler);
  }

  @AfterEach
  void close() {
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    root.detachAppender(log);
    root.setLevel(levelBefore);
    java.util.logging.Logger.getLogger("").removeHandler(javaHandler);
    sender.close();
    telegram.close();
  }

  private static TelegramText text(String title, String... lines) {
    return TelegramText.pack(
            List.of(new Numbered(7, new Message(Message.Severity.WARNING, title, List.of(lines)))))
        .text();
  }

  @Test
  void sendsEscapedHtml() {
    Delivery delivery = sender.send(text("a<b & c>", "x_y*z"));

    assertThat(delivery).isEqualTo(new Delivery.Sent());
    assertThat(telegram.paths()).containsExactly("/bot" + TOKEN + "/sendMessage");
    assertThat(telegram.bodies().get(0))
        .containsEntry("chat_id", "-100")
        .containsEntry("parse_mode", "HTML")
        .containsEntry("text", "<b>WARNING: a&lt;b &amp; c&gt; #7</b>\nx_y*z");
  }

  @Test
  void sendsPlainTextWhenTheFormatIsRefused() {
    telegram.thenFails(400, "Bad Request: can't parse entities: unsupported start tag");

    assertThat(sender.send(text("a<b"))).isEqualTo(new Delivery.Sent());

    assertThat(telegram.bodies()).hasSize(2);
    assertThat(telegram.bodies().get(1))
        .doesNotContainKey("parse_mode")
        .containsEntry("text", "WARNING: a<b #7");
  }

  @Test
  void obeysRetryAfter() {
    telegram.then(
        429,
        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 34\","
            + "\"parameters\":{\"retry_after\":34}}");

    assertThat(sender.send(text("t")))
        .isInstanceOfSatisfying(
            Delivery.Later.class,
            later -> assertThat(later.after()).isEqualTo(Duration.ofSeconds(34)));
  }

  @Test
  void followsAGroupThatWasUpgradedOnceAndForGood() {
    telegram.then(
        400,
        "{\"ok\":false,\"error_code\":400,\"description\":\"group chat was upgraded\","
            + "\"parameters\":{\"migrate_to_chat_id\":-1001234567890}}");

    assertThat(sender.send(text("t"))).isEqualTo(new Delivery.Sent());
    sender.send(text("u"));

    assertThat(telegram.bodies())
        .extracting(body -> body.get("chat_id"))
        .containsExactly("-100", "-1001234567890", "-1001234567890");
  }

  @ParameterizedTest
  @CsvSource({
    "401,Unauthorized",
    "403,Forbidden: bot was kicked from the group chat",
    "400,Bad Request: chat not found",
    "404,Not Found"
  })
  void saysThatTheChannelIsBroken(int status, String description) {
    telegram.thenFails(status, description);

    assertThat(sender.send(text("t"))).isInstanceOf(Delivery.Broken.class);
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "408", "302"})
  void triesLaterWhatMayPass(int status) {
    telegram.then(status, "<html>oops</html>");

    assertThat(sender.send(text("t"))).isInstanceOf(Delivery.Later.class);
    assertThat(telegram.paths()).doesNotContain("/elsewhere");
  }

  @Test
  void doesNotBlameTheChannelForOneText() {
    telegram.thenFails(400, "Bad Request: message text is empty");

    assertThat(sender.send(text("t"))).isInstanceOf(Delivery.Refused.class);
  }

  @Test
  void neverLetsTheTokenOut() {
    String echo = "no such thing: /bot" + TOKEN + "/sendMessage";
    List<Delivery> deliveries = new ArrayList<>();
    for (int status : new int[] {400, 401, 403, 404, 409, 413, 429, 500, 502, 503}) {
      telegram.thenFails(status, echo);
      deliveries.add(sender.send(text("t")));
      telegram.then(status, echo);
      deliveries.add(sender.send(text("t")));
    }
    telegram.then(-1, "");
    deliveries.add(sender.send(text("t")));
    URI gone = telegram.url();
    telegram.close();
    deliveries.add(sender.send(text("t")));
    try (TelegramSender nowhere = sender(gone)) {
      deliveries.add(nowhere.send(text("t")));
    }
    try (TelegramSender unknown = sender(URI.create("http://telegram.invalid"))) {
      deliveries.add(unknown.send(text("t")));
    }

    assertThat(deliveries).hasSize(24).noneMatch(d -> d instanceof Delivery.Sent);
    assertThat(deliveries.toString()).doesNotContain(TOKEN).doesNotContain(TOKEN.substring(7));
    assertThat(sender.toString()).doesNotContain(TOKEN);
    assertThat(logged()).doesNotContain(TOKEN).doesNotContain(TOKEN.substring(7));
  }

  private String logged() {
    StringBuilder all = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      // The JDK's own server logs what it was asked for; the product does not run it.
      if (event.getLoggerName().startsWith("com.sun.net.httpserver")) {
        continue;
      }
      all.append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        all.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    return all + String.join("\n", javaLog);
  }
}
