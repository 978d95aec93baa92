package io.emailengine.api.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems from where no controller was reached. */
@Component
public final class ProblemWriter {
  private final JsonMapper json;

  ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  public void write(HttpServletResponse response, ApiException e) throws IOException {
    response.setStatus(e.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response
        .getOutputStream()
        .write(json.writeValueAsString(Problem.of(e)).getBytes(StandardCharsets.UTF_8));
  }
}
