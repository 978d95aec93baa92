package io.emailengine.api;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has no effect yet is refused by name, whatever its body and parameters. */
class NotAvailableYetTest {
  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v2/servers/mta1/rotation",
        "POST /api/v2/ips/192.0.2.1/quarantine",
        "POST /api/v2/ips/192.0.2.1/rest",
        "POST /api/v2/ips/192.0.2.1/extend",
        "GET /api/v2/ips/192.0.2.1/blacklists",
        "POST /api/v2/ips/192.0.2.1/blacklists/check",
        "GET /api/v2/ips/192.0.2.1/traffic?by=day",
        "GET /api/v2/ips?listed=true",
        "POST /api/v2/tenants/default/keys",
        "GET /api/v2/tenants/default/keys",
        "DELETE /api/v2/tenants/default/keys/1",
        "GET /api/v2/blacklists",
        "POST /api/v2/blacklists/check",
        "GET /api/v2/domains",
        "GET /api/v2/domains/example.net/dns",
        "GET /api/v2/mailwizz/servers",
        "POST /api/v2/mailwizz/sync",
        "GET /api/v2/traffic?from=x",
        "GET /api/v2/policies/default",
        "POST /api/v2/policies/simulate",
        "GET /api/v2/alerts",
        "POST /api/v2/silences",
        "GET /api/v2/audit?page=1"
      })
  void refusesByName(String route) {
    String[] words = route.split(" ");
    boolean reads = words[0].equals("GET");
    http.send(words[0], words[1], reads ? null : "{\"whatever\":1}")
        .problem(400, "not-available-yet");
    new Http(api.port(), null).send(words[0], words[1], null).problem(401, "unauthorized");
  }
}
