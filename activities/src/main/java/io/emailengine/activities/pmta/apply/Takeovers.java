package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptRequest;

/** Requests that change the operator's own files: taking a host over, and giving it back. */
final class Takeovers {
  private final Adopter adopter;
  private final Unadopter unadopter;

  Takeovers(Adopter adopter, Unadopter unadopter) {
    this.adopter = adopter;
    this.unadopter = unadopter;
  }

  static boolean serves(HostRequestKind kind) {
    return kind == HostRequestKind.ADOPT || kind == HostRequestKind.UNADOPT;
  }

  /**
   * @param host open and locked
   */
  Adopter.Outcome serve(ServerRow server, HostRequestRow request, PmtaHost host, Runnable pulse) {
    return request.kind() == HostRequestKind.ADOPT
        ? adopter.adopt(
            server, request.request().as(AdoptRequest.class), request.actor(), host, pulse)
        : unadopter.unadopt(
            server, request.request().as(UnadoptRequest.class), request.actor(), host, pulse);
  }
}
