package io.emailengine.store.jdbc;

import org.springframework.data.jdbc.core.JdbcAggregateOperations;

/** Found by its name; Spring Data mixes it into each repository that extends the interface. */
class WithInsertImpl<T> implements WithInsert<T> {
  private final JdbcAggregateOperations aggregates;

  WithInsertImpl(JdbcAggregateOperations aggregates) {
    this.aggregates = aggregates;
  }

  @Override
  public T insert(T row) {
    return aggregates.insert(row);
  }
}
