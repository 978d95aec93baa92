package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The IPs that an adoption registers at once. The same list again registers nothing new. */
@Component
public class AdoptedIps {
  private final Transactions transactions;
  private final SendingIpRepository ips;
  private final IpAnswers answers;

  AdoptedIps(Transactions transactions, SendingIpRepository ips, IpAnswers answers) {
    this.transactions = transactions;
    this.ips = ips;
    this.answers = answers;
  }

  /** As {@code POST /api/v2/ips} takes it, on the adopted server. */
  @Schema(name = "AdoptIp")
  public record AdoptIp(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String address,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String purpose,
      @Schema(description = "slug; absent: default") @Nullable String tenant,
      @Schema(allowableValues = {"warming", "active"}) @Nullable String state,
      @Nullable Integer dailyQuota) {
    /** As it was asked for. */
    public static AdoptIp of(AdoptRequest.Ip asked) {
      return new AdoptIp(
          asked.address(),
          asked.purpose(),
          asked.tenant(),
          asked.dailyQuota() == null ? "warming" : "active",
          asked.dailyQuota());
    }
  }

  /**
   * The IPs for the request, refused here if a field of them is bad by itself.
   *
   * @throws ApiException 400 naming every bad field
   */
  public List<AdoptRequest.Ip> checked(String server, List<AdoptIp> ips) {
    return wishes(server, ips).stream()
        .map(wish -> wish.on(new ServerName(server)))
        .map(
            wish ->
                new AdoptRequest.Ip(
                    wish.address().value(),
                    wish.purpose().value(),
                    wish.tenant().value(),
                    wish.quota() == null ? null : wish.quota().messages(),
                    wish.requestHash()))
        .toList();
  }

  /** As they are now, in this order. */
  public List<?> answers(List<String> addresses) {
    if (addresses.isEmpty()) {
      return List.of();
    }
    return transactions.inScope(
        Scope.operator(),
        () -> {
          Map<String, SendingIpRow> rows =
              ips.findByAddresses(addresses).stream()
                  .collect(Collectors.toMap(SendingIpRow::address, row -> row));
          return answers.of(addresses.stream().filter(rows::containsKey).map(rows::get).toList());
        });
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
