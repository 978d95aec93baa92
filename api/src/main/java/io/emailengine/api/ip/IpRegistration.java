package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IntentRefused;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.ServerName;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Registers IPs that requests ask for: which server, and is the address on it. */
@Component
public class IpRegistration {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final SendingIpRepository ips;
  private final Registrations registrations;
  private final HostRequests hosts;
  private final Clock clock;

  IpRegistration(
      Transactions transactions,
      ServerRepository servers,
      SendingIpRepository ips,
      Registrations registrations,
      HostRequests hosts,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.ips = ips;
    this.registrations = registrations;
    this.hosts = hosts;
    this.clock = clock;
  }

  /**
   * Asks the host for its addresses if it is not known to have this one. To be called outside a
   * transaction, because the host may take its time.
   */
  public void lookForAddress(Registration wish, String actor) {
    Optional<ServerRow> unsure =
        transactions.inScope(
            Scope.operator(),
            () -> {
              if (ips.findByAddress(wish.address().value()).isPresent()) {
                return Optional.empty(); // there is nothing to register
              }
              ServerRow server = server(wish);
              boolean known = facts(server).addresses().contains(wish.address().value());
              return known ? Optional.empty() : Optional.of(server);
            });
    unsure.ifPresent(
        server ->
            HostProblems.answerOf(
                hosts.ask(server, HostRequestKind.INSPECT, Json.EMPTY_OBJECT, actor)));
  }

  /**
   * Belongs into the request's transaction.
   *
   * @throws ApiException if it can't be
   */
  public Registrations.Registered register(Registration wish, boolean force, String actor) {
    ServerRow server = registrations.lock(server(wish), wish.tenant());
    Registrations.Wish of = wish.on(new ServerName(server.name()));
    Asked asked = new Asked(new Actor(actor), null, null, clock.instant());
    try {
      return registrations.register(server, of, force, asked);
    } catch (IntentRefused refused) {
      throw ApiException.of(refused);
    }
  }

  private ServerRow server(Registration wish) {
    ServerName name = wish.server();
    ServerRow server;
    if (name != null) {
      server =
          servers
              .findByName(name.value())
              .orElseThrow(
                  () ->
                      ApiException.impossible(
                          "no-such-server", "server", "there is no server " + name));
    } else {
      // The same wish again is the same wish, though there be another server by now.
      Optional<ServerRow> present =
          ips.findByAddress(wish.address().value()).flatMap(ip -> servers.findById(ip.serverId()));
      if (present.isPresent()) {
        return present.get();
      }
      List<ServerRow> all = servers.page(2, 0);
      if (all.size() > 1) {
        throw ApiException.invalid("server", "required", "is required, because there are several");
      }
      if (all.isEmpty()) {
        throw ApiException.conflict(
            "server-not-adopted", "there is no server yet; register and adopt one first");
      }
      server = all.get(0);
    }
    if (!server.adopted()) {
      throw ApiException.conflict(
          "server-not-adopted",
          server.name()
              + " is not adopted yet; POST /api/v2/servers/"
              + server.name()
              + "/adopt first");
    }
    return server;
  }

  private static ServerFacts facts(ServerRow server) {
    return Objects.requireNonNull(server.facts(), "an adopted server has facts")
        .as(ServerFacts.class);
  }
}
