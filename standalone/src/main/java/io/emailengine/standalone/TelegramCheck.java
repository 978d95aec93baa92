package io.emailengine.standalone;

import io.emailengine.activities.pmta.doctor.Finding;
import io.emailengine.store.settings.EngineSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whether the bot and its chat are known to Telegram. Sends no message and shows no token. */
final class TelegramCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private TelegramCheck() {}

  static Finding run(EngineSettings settings) {
    if (settings.telegram().isEmpty()) {
      return Finding.ok("messages", "not configured; they go to the console");
    }
    EngineSettings.Telegram telegram = settings.telegram().get();
    String place = telegram.url().getHost();
    String query =
        "getChat?chat_id=" + URLEncoder.encode(telegram.chatId(), StandardCharsets.UTF_8);
    try {
      int status = status(telegram, query);
      if (status == 200) {
        return Finding.ok("messages", place + " knows the bot, and the bot its chat");
      }
      return status == UNAUTHORIZED || status == NOT_FOUND
          ? Finding.wrong(
              "messages",
              place + " does not know the bot (" + status + ")",
              "EMAIL_ENGINE_TELEGRAM_TOKEN is wrong or revoked: ask @BotFather")
          : Finding.wrong(
              "messages",
              place + " answers " + status + " for the chat",
              "write to the bot once, or add it to the chat; check EMAIL_ENGINE_TELEGRAM_CHAT_ID");
    } catch (IOException | IllegalArgumentException e) {
      // Not its message: it may hold the address, and so the token.
      return Finding.wrong(
          "messages",
          place + " can't be reached (" + e.getClass().getSimpleName() + ")",
          "does this machine reach it by HTTPS?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.warning("messages", "interrupted", "try again");
    }
  }

  private static int status(EngineSettings.Telegram telegram, String query)
      throws IOException, InterruptedException {
    String base = telegram.url().toString().replaceFirst("/+$", "");
    URI uri = URI.create(base + "/bot" + telegram.token().reveal() + "/" + query);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
