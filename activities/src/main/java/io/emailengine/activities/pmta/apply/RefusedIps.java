package io.emailengine.activities.pmta.apply;

import io.emailengine.store.server.HostProblem;
import java.util.List;

/** IPs that an adoption was to register and that can't be: nothing of it may stay. */
final class RefusedIps extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String field;

  /**
   * @param status HTTP status
   * @param type stable word
   * @param field such as {@code ips[2].dailyQuota}
   */
  RefusedIps(int status, String type, String field, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.field = field;
  }

  Adopter.Outcome answer() {
    String message = String.valueOf(getMessage());
    return Adopter.Outcome.refused(
        status,
        type,
        "Nothing is adopted and no IP is registered: " + message,
        List.of(new HostProblem.Reason(field, null, null, message)));
  }
}
