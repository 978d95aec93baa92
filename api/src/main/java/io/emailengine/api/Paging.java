package io.emailengine.api;

import io.emailengine.api.problem.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a collection.
 *
 * @param page number, from 0
 * @param size items a page, 1 to 200
 */
public record Paging(int page, int size) {
  private static final int USUAL_SIZE = 50;
  private static final int LARGEST_SIZE = 200;

  /** The query's {@code page} and {@code size}, or their defaults. */
  public static Paging of(@Nullable Integer page, @Nullable Integer size) {
    int number = page == null ? 0 : page;
    int items = size == null ? USUAL_SIZE : size;
    if (number < 0 || number > 1_000_000) {
      throw ApiException.invalid("page", "range", "must be between 0 and 1000000");
    }
    if (items < 1 || items > LARGEST_SIZE) {
      throw ApiException.invalid("size", "range", "must be between 1 and " + LARGEST_SIZE);
    }
    return new Paging(number, items);
  }

  public long offset() {
    return (long) page * size;
  }

  /** What a collection answers. */
  public record Page<T>(List<T> items, int page, int size, long total) {}

  public <T> Page<T> page(List<T> items, long total) {
    return new Page<>(items, page, size, total);
  }
}
