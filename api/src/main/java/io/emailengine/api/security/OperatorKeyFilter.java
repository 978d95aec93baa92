package io.emailengine.api.security;

import io.emailengine.api.ApiSettings;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without the operator key, except to what says nothing of anybody. */
@Component
@Order(20)
class OperatorKeyFilter extends OncePerRequestFilter {
  private static final List<String> OPEN =
      List.of("/livez", "/readyz", "/v3/api-docs", "/swagger-ui", "/favicon.ico");

  /** A path that means the same to everybody who reads it: nothing encoded, no way up. */
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?");

  private final byte[] key;
  private final ProblemWriter problems;

  OperatorKeyFilter(ApiSettings settings, ProblemWriter problems) {
    this.key = settings.operatorKey().getBytes(StandardCharsets.UTF_8);
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return PLAIN.matcher(path).matches()
        && OPEN.stream()
            .anyMatch(
                open ->
                    path.equals(open)
                        || path.startsWith(open + "/")
                        || path.startsWith(open + "."));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String given = given(request);
    // Compared in constant time: how long a refusal takes says nothing of how much was right.
    if (given != null && MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8))) {
      chain.doFilter(request, response);
      return;
    }
    String detail =
        given == null
            ? "give the key in the header X-API-Key or as a bearer token"
            : "the key is not valid";
    response.setHeader("WWW-Authenticate", "Bearer");
    problems.write(response, ApiException.of(401, "unauthorized", detail, List.of()));
  }

  private static @Nullable String given(HttpServletRequest request) {
    String header = request.getHeader("X-API-Key");
    if (header != null) {
      return header.strip();
    }
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? authorization.substring(7).strip()
        : null;
  }
}
