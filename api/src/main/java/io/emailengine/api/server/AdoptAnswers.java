package io.emailengine.api.server;

import io.emailengine.api.ip.AdoptedIps;
import io.emailengine.api.ip.IpAnswer;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestRow;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.springframework.stereotype.Component;

/** What adoptions answer to people. */
@Component
class AdoptAnswers {
  private final AdoptedIps adoptedIps;

  AdoptAnswers(AdoptedIps adoptedIps) {
    this.adoptedIps = adoptedIps;
  }

  /**
   * What was found and done.
   *
   * @param ips as they are now; as they were asked for, if nothing was adopted
   */
  @Schema(name = "AdoptReport")
  record AdoptAnswer(
      String server,
      boolean dryRun,
      boolean adopted,
      List<AdoptReport.Vmta> vmtas,
      List<AdoptReport.Pool> pools,
      List<AdoptReport.Feed> feeds,
      @ArraySchema(schema = @Schema(anyOf = {IpAnswer.class, AdoptedIps.AdoptIp.class}))
          List<?> ips,
      List<AdoptReport.Warning> warnings,
      List<String> files,
      String diff,
      List<String> commands) {}

  /**
   * @param asked an adoption
   * @param answer of it, if it went well
   */
  AdoptAnswer of(HostRequestRow asked, Json answer) {
    AdoptReport report = answer.as(AdoptReport.class);
    List<?> ips =
        report.dryRun() || !report.adopted()
            ? asked.request().as(AdoptRequest.class).ips().stream()
                .map(AdoptedIps.AdoptIp::of)
                .toList()
            : adoptedIps.answers(report.ips());
    return new AdoptAnswer(
        report.server(),
        report.dryRun(),
        report.adopted(),
        report.vmtas(),
        report.pools(),
        report.feeds(),
        ips,
        report.warnings(),
        report.files(),
        report.diff(),
        report.commands());
  }
}
