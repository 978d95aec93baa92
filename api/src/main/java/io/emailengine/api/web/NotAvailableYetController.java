package io.emailengine.api.web;

import io.emailengine.api.problem.ApiException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Routes of the contract whose effect is not built: refused by name, never accepted and ignored.
 */
@RestController
@Hidden
class NotAvailableYetController {
  @AnyParameters
  @RequestMapping({
    "/api/v2/ips/{address}/quarantine",
    "/api/v2/ips/{address}/rest",
    "/api/v2/ips/{address}/extend",
    "/api/v2/ips/{address}/blacklists/**",
    "/api/v2/ips/{address}/traffic",
    "/api/v2/servers/{name}/rotation",
    "/api/v2/tenants/{slug}/keys",
    "/api/v2/tenants/{slug}/keys/{id}",
    "/api/v2/blacklists/**",
    "/api/v2/domains/**",
    "/api/v2/mailwizz/**",
    "/api/v2/traffic/**",
    "/api/v2/policies/**",
    "/api/v2/alerts/**",
    "/api/v2/silences/**",
    "/api/v2/audit/**"
  })
  void refuseRoute(HttpServletRequest request) {
    refuse(request);
  }

  private static void refuse(HttpServletRequest request) {
    throw ApiException.notAvailableYet(
        request.getMethod() + " " + request.getRequestURI().substring("/api/v2".length()));
  }
}
