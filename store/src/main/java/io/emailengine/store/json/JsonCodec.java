package io.emailengine.store.json;

import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY;
import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes values as JSON and reads them back: record components only (no getters), times as ISO
 * text, the one-component values of the domain as bare text or number, unknown properties ignored.
 */
public final class JsonCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new DomainValues())
          .changeDefaultVisibility(
              v ->
                  v.withFieldVisibility(ANY)
                      .withGetterVisibility(NONE)
                      .withIsGetterVisibility(NONE))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  /** As it is written inside a text. */
  private static final String NUL = "\\u0000";

  private JsonCodec() {}

  /**
   * Writes a record, map or list. PostgreSQL's text knows no NUL: one becomes U+FFFD, as bytes do
   * that are no text.
   *
   * @throws IllegalArgumentException if it can't be written
   */
  public static Json write(Object value) {
    try {
      return new Json(withoutNul(MAPPER.writeValueAsString(value)));
    } catch (JacksonException e) {
      // The original message may quote the value, which may be a secret.
      throw new IllegalArgumentException(
          "cannot write " + value.getClass().getSimpleName() + " as JSON");
    }
  }

  private static String withoutNul(String json) {
    if (!json.contains(NUL)) {
      return json;
    }
    StringBuilder out = new StringBuilder(json);
    for (int i = 0; i < out.length(); i++) {
      if (out.charAt(i) == '\\') {
        if (out.indexOf(NUL, i) == i) {
          out.replace(i, i + NUL.length(), "\uFFFD");
        } else {
          i++; // whatever is escaped, a backslash above all, begins no escape itself
        }
      }
    }
    return out.toString();
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static <T> T read(Json json, Class<T> type) {
    try {
      return MAPPER.readValue(json.text(), type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the JSON is not a " + type.getSimpleName());
    }
  }

  /**
   * Reads a list of records or texts.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static <T> List<T> readList(Json json, Class<T> type) {
    try {
      return MAPPER.readValue(
          json.text(), MAPPER.getTypeFactory().constructCollectionType(List.class, type));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the JSON is not a list of " + type.getSimpleName());
    }
  }

  /**
   * Reads an object of any shape, in the order of its keys.
   *
   * @throws IllegalArgumentException if it is not an object
   */
  public static Map<String, Object> readMap(Json json) {
    try {
      return MAPPER.readValue(json.text(), new TypeReference<Map<String, Object>>() {});
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the JSON is not an object");
    }
  }
}
