package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.IpAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The IPs that an adoption registers at once. The same list again registers nothing new. */
@Component
public class AdoptedIps {
  private final Transactions transactions;
  private final IpRegistration registration;
  private final IpAnswers answers;

  AdoptedIps(Transactions transactions, IpRegistration registration, IpAnswers answers) {
    this.transactions = transactions;
    this.registration = registration;
    this.answers = answers;
  }

  /** As {@code POST /api/v2/ips} takes it, on the adopted server. */
  @Schema(name = "AdoptIp")
  public record AdoptIp(
      @Nullable String address,
      @Nullable String purpose,
      @Nullable String tenant,
      @Nullable String state,
      @Nullable Integer dailyQuota) {}

  /** Refuses bad fields before the host is asked. */
  public void check(String server, List<AdoptIp> ips) {
    wishes(server, ips);
  }

  /**
   * All of them in one transaction, or none.
   *
   * @throws ApiException saying that the host is adopted all the same
   */
  public List<?> register(String server, List<AdoptIp> ips) {
    List<Registration> wishes = wishes(server, ips);
    try {
      return registerAll(wishes);
    } catch (ApiException e) {
      throw ApiException.of(
          e.status(),
          e.type(),
          "The host is adopted, and none of its IPs is registered: " + e.getMessage(),
          e.errors());
    }
  }

  private List<?> registerAll(List<Registration> wishes) {
    return transactions.inScope(
        Scope.operator(),
        () ->
            wishes.stream()
                .map(
                    wish ->
                        answers.of(registration.register(wish, false, Actor.OPERATOR.name()).ip()))
                .toList());
  }

  private static List<Registration> wishes(String server, List<AdoptIp> ips) {
    List<Registration> wishes = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    Set<IpAddress> addresses = new HashSet<>();
    for (int i = 0; i < ips.size(); i++) {
      AdoptIp ip = ips.get(i);
      String prefix = "ips[" + i + "]";
      if (ip == null) {
        errors.add(new FieldError(prefix, "required", "must be an object"));
        continue;
      }
      try {
        Registration wish =
            Registration.of(
                new RegisterRequest(
                    ip.address(),
                    ip.purpose(),
                    ip.tenant(),
                    server,
                    null,
                    null,
                    ip.state(),
                    ip.dailyQuota(),
                    null));
        if (!addresses.add(wish.address())) {
          errors.add(new FieldError(prefix + ".address", "unique", "is in the list already"));
        }
        wishes.add(wish);
      } catch (ApiException e) {
        e.errors()
            .forEach(
                error ->
                    errors.add(
                        new FieldError(
                            prefix + "." + error.field(), error.rule(), error.message())));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return wishes;
  }
}
