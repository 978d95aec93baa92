package io.emailengine.store.json;

/** The text of a jsonb value. PostgreSQL may order its keys and space it differently when read. */
public record Json(String text) {
  public static final Json EMPTY_OBJECT = new Json("{}");
  public static final Json EMPTY_LIST = new Json("[]");

  /**
   * Any value that {@link JsonCodec} can write: a record, a map, a list.
   *
   * @throws IllegalArgumentException if it can't be written
   */
  public static Json of(Object value) {
    return JsonCodec.write(value);
  }

  /**
   * Reads it as a record; properties that the record does not have are ignored.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public <T> T as(Class<T> type) {
    return JsonCodec.read(this, type);
  }

  @Override
  public String toString() {
    return text;
  }
}
