package io.emailengine.store.intent;

import org.jspecify.annotations.Nullable;

/**
 * An intent that can't be carried out as things are, in words for the person who had it. Whoever
 * catches it must let the transaction roll back, because part of the intent may be written.
 */
public final class IntentRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How an HTTP answer says it. */
  public enum Kind {
    /** 400: the field is missing or wrong. */
    INVALID,
    /** 409: something else is there already, or the state has no such exit. */
    CONFLICT,
    /** 422: understood, and impossible as things are. */
    IMPOSSIBLE
  }

  private final Kind kind;
  private final String code;
  private final @Nullable String field;

  private IntentRefused(Kind kind, String code, @Nullable String field, String detail) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.field = field;
  }

  /**
   * @param rule which rule the field breaks
   */
  public static IntentRefused invalid(String field, String rule, String detail) {
    return new IntentRefused(Kind.INVALID, rule, field, detail);
  }

  /**
   * @param code stable word
   */
  public static IntentRefused conflict(String code, String detail) {
    return new IntentRefused(Kind.CONFLICT, code, null, detail);
  }

  /**
   * @param code stable word
   * @param field the one to blame
   */
  public static IntentRefused impossible(String code, String field, String detail) {
    return new IntentRefused(Kind.IMPOSSIBLE, code, field, detail);
  }

  public Kind kind() {
    return kind;
  }

  /** Stable word; of a field that is invalid, the rule that it breaks. */
  public String code() {
    return code;
  }

  /** The field to blame, if one is. */
  public @Nullable String field() {
    return field;
  }

  /** One line for people. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
