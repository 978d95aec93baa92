package io.emailengine.store.jdbc;

import java.util.Locale;

/** An enum that is written in lower case with hyphens, in the database as in the API. */
public interface WireNamed {
  String name();

  default String wireName() {
    return of(name());
  }

  static String of(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
