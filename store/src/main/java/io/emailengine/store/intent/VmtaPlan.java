package io.emailengine.store.intent;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerFacts.FoundVmta;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The virtual MTA of an IP: the operator's own, or one that the engine will make.
 *
 * @param hostnameAssumed the server's name had to serve: reverse DNS was not looked at
 */
record VmtaPlan(String name, boolean adopted, String hostname, boolean hostnameAssumed) {
  static VmtaPlan of(Registrations.Wish wish, ServerFacts facts, List<SendingIpRow> onServer) {
    String address = wish.address().value();
    List<FoundVmta> sending =
        facts.vmtas().stream()
            .filter(
                vmta ->
                    vmta.sources().stream().anyMatch(source -> address.equals(source.address())))
            .toList();
    if (sending.size() > 1) {
      throw IntentRefused.impossible(
          "address-in-several-vmtas",
          "address",
          address
              + " is the source of "
              + sending.get(0).name()
              + " and "
              + sending.get(1).name()
              + "; one VMTA must own it");
    }
    if (sending.size() == 1) {
      return adopted(wish, sending.get(0), facts);
    }
    VmtaName name = wish.address().engineVmta();
    boolean taken =
        facts.vmtas().stream().anyMatch(vmta -> vmta.name().equalsIgnoreCase(name.value()))
            || facts.pools().stream().anyMatch(pool -> pool.name().equalsIgnoreCase(name.value()))
            || onServer.stream().anyMatch(ip -> ip.vmta().equalsIgnoreCase(name.value()));
    if (taken) {
      throw IntentRefused.conflict(
          "name-taken",
          "the virtual MTA would be named " + name + ", and that name is taken on the host");
    }
    HostName given = wish.hostname();
    if (given != null) {
      return new VmtaPlan(name.value(), false, given.value(), false);
    }
    return new VmtaPlan(name.value(), false, serverName(facts), true);
  }

  private static VmtaPlan adopted(Registrations.Wish wish, FoundVmta vmta, ServerFacts facts) {
    if (vmta.sources().size() > 1) {
      throw IntentRefused.impossible(
          "several-addresses",
          "address",
          "the virtual MTA "
              + vmta.name()
              + " has several source addresses and can't be managed; split it first");
    }
    Optional<HostName> own = hostName(vmta.sources().get(0).hostname());
    HostName given = wish.hostname();
    if (given != null && own.isPresent() && !own.get().equals(given)) {
      throw IntentRefused.impossible(
          "hostname-of-adopted-vmta",
          "hostname",
          "the virtual MTA "
              + vmta.name()
              + " greets as "
              + own.get()
              + "; the engine does not change that");
    }
    return own.map(name -> new VmtaPlan(vmta.name(), true, name.value(), false))
        .orElseGet(() -> new VmtaPlan(vmta.name(), true, serverName(facts), true));
  }

  private static String serverName(ServerFacts facts) {
    String name = facts.hostName();
    if (name == null) {
      throw IntentRefused.invalid(
          "hostname", "required", "is required, because the server has no host-name of its own");
    }
    return name;
  }

  private static Optional<HostName> hostName(String text) {
    try {
      return Optional.of(new HostName(text));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the operator's text is not a host name: the server's serves
    }
  }

  List<String> warnings(boolean fedByUnmappedPool, boolean signs) {
    List<String> warnings = new ArrayList<>();
    if (hostnameAssumed) {
      warnings.add("ptr-unchecked");
    }
    if (fedByUnmappedPool) {
      warnings.add("fed-by-unmapped-pool");
    }
    if (!adopted && !signs) {
      warnings.add("no-dkim");
    }
    return warnings;
  }
}
