package io.emailengine.activities.telegram;

import io.emailengine.store.json.JsonCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code sendMessage}. */
final class SendMessage {
  private SendMessage() {}

  static String json(String chatId, String text, @Nullable String parseMode, boolean silent) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("chat_id", chatId);
    body.put("text", text);
    if (parseMode != null) {
      body.put("parse_mode", parseMode);
    }
    body.put("disable_notification", silent);
    body.put("link_preview_options", Map.of("is_disabled", true));
    return JsonCodec.write(body).text();
  }
}
