package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.pmta.host.HelperFacts;
import io.emailengine.activities.pmta.host.HelperScript;
import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostUnreachableException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.workflows.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The helper, PowerMTA itself, and the addresses. */
final class PmtaChecks {
  private final PmtaHost host;
  private final HostAddress address;

  PmtaChecks(PmtaHost host, HostAddress address) {
    this.host = host;
    this.address = address;
  }

  List<Finding> run(List<String> addresses) {
    List<Finding> findings = new ArrayList<>();
    findings.add(asked("helper", this::helper));
    findings.add(
        asked("pmta", () -> Finding.ok("pmta", address.pmta() + " is version " + host.version())));
    findings.add(asked("pmta test config", this::test));
    findings.addAll(addresses(addresses));
    return findings;
  }

  private Finding asked(String what, Supplier<Finding> question) {
    try {
      return question.get();
    } catch (HostUnreachableException e) {
      throw e;
    } catch (HostException e) {
      return Finding.wrong(
          what, String.valueOf(e.getMessage()), "is the path right, and may the login do it?");
    }
  }

  private Finding helper() {
    HelperFacts helper = host.helper();
    boolean root = "root".equals(address.target().user());
    String install =
        root
            ? "adoption installs it; by hand as root: "
                + HelperScript.installCommand(address.configPath(), address.pmta())
            : "as root on the host: the output of ./email-engine doctor --print-setup";
    return switch (helper.state()) {
      case READY ->
          helper.pending()
              ? Finding.warning(
                  "helper", "the last swap was killed", "the next apply ends it by itself")
              : Finding.ok(
                  "helper", "version " + HelperScript.version() + (root ? "" : ", usable by sudo"));
      case ABSENT ->
          root
              ? Finding.warning(
                  "helper",
                  HelperScript.PATH
                      + " is not installed: root does without, unprotected from a lost connection",
                  install)
              : Finding.wrong("helper", HelperScript.PATH + " is not installed", install);
      case OUTDATED ->
          Finding.wrong("helper", "it is of another version than this engine", install);
      case NOT_PERMITTED ->
          Finding.wrong(
              "helper",
              address.target().user() + " may not run it with sudo -n",
              "as root on the host: the output of ./email-engine doctor --print-setup");
    };
  }

  private Finding test() {
    TestOutcome outcome = host.test();
    return outcome.accepted()
        ? Finding.ok("pmta test config", "the files on the host are accepted")
        : Finding.wrong(
            "pmta test config", outcome.describe(), "mend the configuration; nothing is applied");
  }

  private List<Finding> addresses(List<String> addresses) {
    if (addresses.isEmpty()) {
      return List.of();
    }
    Set<String> present =
        host.facts().addresses().stream().map(PmtaChecks::canonical).collect(Collectors.toSet());
    if (present.isEmpty()) {
      return List.of(
          Finding.warning(
              "addresses", "the host does not tell its addresses", "install iproute2 (ip)"));
    }
    List<Finding> findings = new ArrayList<>();
    long there = 0;
    for (String ip : addresses) {
      if (present.contains(ip)) {
        there++;
      } else {
        findings.add(
            Finding.wrong(
                ip, "is on no interface of the host", "ip addr add " + ip + " dev …, for good"));
      }
    }
    if (there > 0) {
      findings.add(0, Finding.ok("addresses", there + " of " + addresses.size() + " are there"));
    }
    return findings;
  }

  private static String canonical(String text) {
    try {
      return new IpAddress(text).value();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
