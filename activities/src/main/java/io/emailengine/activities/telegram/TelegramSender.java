package io.emailengine.activities.telegram;

import io.emailengine.store.settings.EngineSettings;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends texts to one chat by {@code sendMessage}. Blocking, one call at a time; keeps no queue and
 * no clock: the caller obeys what the {@link Delivery} says. The token is part of the URL, so no
 * request, response, URL or exception is ever logged or passed on.
 */
public final class TelegramSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelegramSender.class);
  private static final MediaType JSON = MediaType.get("application/json");

  /** More than any answer to {@code sendMessage} needs. */
  private static final long MAX_ANSWER = 64 * 1024;

  private final OkHttpClient http;
  private final HttpUrl url;
  private final Redaction redaction;
  private volatile String chatId;

  public TelegramSender(EngineSettings.Telegram settings) {
    this(settings, Duration.ofSeconds(10));
  }

  /**
   * A sender.
   *
   * @param timeout for one whole call
   */
  public TelegramSender(EngineSettings.Telegram settings, Duration timeout) {
    String token = settings.token().reveal();
    HttpUrl base = HttpUrl.get(settings.url());
    if (base == null) {
      throw new IllegalArgumentException("the address of the Telegram API is not http or https");
    }
    this.url =
        base.newBuilder().addPathSegment("bot" + token).addPathSegment("sendMessage").build();
    this.redaction = new Redaction(token);
    this.chatId = settings.chatId();
    // Redirects could carry the token to another host.
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .build();
  }

  /** Sends a text, formatted; as plain text if Telegram can't read the format. */
  public Delivery send(TelegramText text) {
    Answer answer = post(text.html(), "HTML", text.silent());
    if (answer.cannotParse()) {
      answer = post(text.plain(), null, text.silent());
    }
    String moved = answer.movedTo();
    if (moved != null) {
      LOG.warn("The Telegram chat has become {}: set EMAIL_ENGINE_TELEGRAM_CHAT_ID to it", moved);
      chatId = moved;
      answer = post(text.plain(), null, text.silent());
    }
    return answer.delivery();
  }

  private Answer post(String text, @Nullable String parseMode, boolean silent) {
    RequestBody body = RequestBody.create(SendMessage.json(chatId, text, parseMode, silent), JSON);
    try (Response response =
        http.newCall(new Request.Builder().url(url).post(body).build()).execute()) {
      return Answer.of(response.code(), response.peekBody(MAX_ANSWER).string(), redaction);
    } catch (IOException e) {
      return Answer.unknown(redaction.of("no answer from Telegram: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
