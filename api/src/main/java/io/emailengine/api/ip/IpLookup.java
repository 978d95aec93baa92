package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What routes of one IP have in common. Methods belong into a transaction. */
@Component
class IpLookup {
  private final SendingIpRepository ips;
  private final IpIntents intents;
  private final IpAnswers answers;

  IpLookup(SendingIpRepository ips, IpIntents intents, IpAnswers answers) {
    this.ips = ips;
    this.intents = intents;
    this.answers = answers;
  }

  /** The IP of this address; if it is retired, the last one that was. */
  SendingIpRow find(String address) {
    String canonical = canonical(address);
    return ips.findByAddress(canonical)
        .or(() -> ips.findLastRetired(canonical))
        .orElseThrow(() -> ApiException.notFound("this IP"));
  }

  /** One that is not retired, for a change. */
  IpIntents.Locked lock(String address) {
    String canonical = canonical(address);
    return intents.lock(canonical).orElseThrow(() -> gone(canonical));
  }

  private ApiException gone(String address) {
    return ips.findLastRetired(address)
        .map(
            ip -> ApiException.conflict("retired", ip.address() + " is retired, and that is final"))
        .orElseGet(() -> ApiException.notFound("this IP"));
  }

  ResponseEntity<IpAnswer> accepted(IpIntents.Locked locked) {
    SendingIpRow now = ips.findById(locked.ip().id()).orElseThrow();
    return ResponseEntity.status(HttpStatus.ACCEPTED).body(answers.of(now));
  }

  private static String canonical(String address) {
    try {
      return new IpAddress(address).value();
    } catch (InvalidValueException e) {
      throw ApiException.notFound("this IP");
    }
  }
}
