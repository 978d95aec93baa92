package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the one server that an override is about: that of the registered IPs, or that of the
 * adopted virtual MTAs. Belongs into the caller's transaction.
 */
@Component
class OverrideServer {
  private final ServerRepository servers;
  private final SendingIpRepository ips;

  OverrideServer(ServerRepository servers, SendingIpRepository ips) {
    this.servers = servers;
    this.ips = ips;
  }

  /**
   * @throws ApiException 422 if an address is on no server, or not all are on one; 409 if the
   *     server is not adopted
   */
  ServerRow of(@Nullable String name, OverrideRequest asked) {
    ServerRow named = name == null ? null : named(name);
    List<String> addresses = asked.ips().stream().map(OverrideRequest.Wish::address).toList();
    Map<String, UUID> places = places(addresses, named);
    List<FieldError> unknown = new ArrayList<>();
    List<FieldError> elsewhere = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      UUID place = places.get(addresses.get(i));
      String field = "ips[" + i + "].address";
      if (place == null) {
        unknown.add(
            new FieldError(
                field,
                "unknown-address",
                addresses.get(i) + " is neither registered nor an adopted virtual MTA"));
      } else if (named != null && !place.equals(named.id())) {
        elsewhere.add(
            new FieldError(
                field,
                "several-servers",
                addresses.get(i) + " is on " + nameOf(place) + ", not on " + named.name()));
      }
    }
    refuse(unknown, "unknown-address");
    refuse(elsewhere, "several-servers");
    return named != null ? named : theOne(addresses, places);
  }

  private ServerRow named(String name) {
    ServerRow server =
        servers
            .findByName(name)
            .orElseThrow(
                () ->
                    ApiException.impossible(
                        "no-such-server", "server", "there is no server " + name));
    if (!server.adopted()) {
      throw ApiException.conflict(
          "server-not-adopted",
          name + " is not adopted yet; POST /api/v2/servers/" + name + "/adopt first");
    }
    return server;
  }

  private Map<String, UUID> places(List<String> addresses, @Nullable ServerRow named) {
    Map<String, UUID> places = new HashMap<>();
    for (SendingIpRow ip : ips.findByAddresses(addresses)) {
      places.put(ip.address(), ip.serverId());
    }
    Set<String> open = new HashSet<>(addresses);
    open.removeAll(places.keySet());
    if (!open.isEmpty()) {
      for (ServerRow server : named == null ? servers.findAllByName() : List.of(named)) {
        adopted(server, open).forEach(address -> places.putIfAbsent(address, server.id()));
      }
    }
    return places;
  }

  private static Set<String> adopted(ServerRow server, Set<String> wanted) {
    Set<String> found = new HashSet<>();
    if (server.adopted() && server.facts() != null) {
      server.facts().as(ServerFacts.class).vmtas().stream()
          .flatMap(vmta -> vmta.sources().stream())
          .map(ServerFacts.FoundSource::address)
          .filter(address -> address != null && wanted.contains(address))
          .forEach(found::add);
    }
    return found;
  }

  private ServerRow theOne(List<String> addresses, Map<String, UUID> places) {
    Set<UUID> all = new LinkedHashSet<>(places.values());
    if (all.size() == 1) {
      return servers.findById(all.iterator().next()).orElseThrow();
    }
    UUID first = places.get(addresses.get(0));
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      UUID place = places.get(addresses.get(i));
      if (place != null && !place.equals(first)) {
        errors.add(
            new FieldError(
                "ips[" + i + "].address",
                "several-servers",
                addresses.get(i) + " is on another server than " + addresses.get(0)));
      }
    }
    refuse(errors, "several-servers");
    throw new IllegalStateException("addresses on several servers are refused above");
  }

  private String nameOf(UUID server) {
    return servers.findById(server).map(ServerRow::name).orElse("another server");
  }

  private static void refuse(List<FieldError> errors, String type) {
    if (!errors.isEmpty()) {
      throw ApiException.of(422, type, errors.get(0).message(), errors);
    }
  }
}
