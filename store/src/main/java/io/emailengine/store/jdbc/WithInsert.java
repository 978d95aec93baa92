package io.emailengine.store.jdbc;

/** Rows that are inserted with an id of their own and have no version to tell new from old. */
public interface WithInsert<T> {
  /** Inserts; what the database generates (a sequence number) is not in the returned row. */
  T insert(T row);
}
