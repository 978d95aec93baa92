package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request to a host was refused; the value of {@code host_request.answer} with a status of
 * 400 and above.
 *
 * @param type stable word, such as {@code adoption-refused}, {@code host-unreachable}
 * @param detail one line for people, no secrets
 */
public record HostProblem(String type, String detail, List<Reason> reasons) {
  public HostProblem {
    reasons = List.copyOf(reasons);
  }

  /** One reason, with its place if it has one. */
  public record Reason(
      String code, @Nullable String file, @Nullable Integer line, String message) {}
}
