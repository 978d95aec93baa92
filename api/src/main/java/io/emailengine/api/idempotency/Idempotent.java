package io.emailengine.api.idempotency;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.idempotency.IdempotencyRepository;
import io.emailengine.store.idempotency.IdempotencyRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.workflows.model.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs mutations in one transaction each. With an {@code Idempotency-Key} the answer is kept in the
 * same transaction: the same request again gets it back and changes nothing, another request with
 * that key is refused. A request that failed keeps nothing and may be repeated.
 */
@Component
public class Idempotent {
  private static final String HEADER = "Idempotency-Key";
  private static final String ACTOR = Actor.OPERATOR.name();
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final Transactions transactions;
  private final IdempotencyRepository answers;
  private final JsonMapper json;
  private final Clock clock;

  Idempotent(
      Transactions transactions, IdempotencyRepository answers, JsonMapper json, Clock clock) {
    this.transactions = transactions;
    this.answers = answers;
    this.json = json;
    this.clock = clock;
  }

  /**
   * @param body of the request as it was understood; null if it has none
   * @param work in a transaction of the operator's scope
   */
  public ResponseEntity<?> run(
      HttpServletRequest request, @Nullable Object body, Supplier<ResponseEntity<?>> work) {
    Optional<Key> key = key(request, body);
    if (key.isEmpty()) {
      return transactions.inScope(Scope.operator(), work);
    }
    return transactions.<ResponseEntity<?>>inScope(
        Scope.operator(),
        () -> {
          Optional<ResponseEntity<?>> kept = kept(key.get());
          return kept.isPresent() ? kept.get() : keep(key.get(), work.get());
        });
  }

  /**
   * For work that waits for a host and therefore has transactions of its own, and that is harmless
   * to do twice: of two requests at once both may work, and both get the answer of the first that
   * is done. The answer to work that goes on without its caller is not kept.
   */
  public ResponseEntity<?> around(
      HttpServletRequest request, @Nullable Object body, Supplier<Served> work) {
    Optional<Key> key = key(request, body);
    if (key.isEmpty()) {
      return work.get().answer();
    }
    Optional<ResponseEntity<?>> before =
        transactions.inScope(Scope.operator(), () -> kept(key.get()));
    if (before.isPresent()) {
      return before.get();
    }
    Served served = work.get();
    if (!served.done()) {
      return served.answer();
    }
    return transactions.<ResponseEntity<?>>inScope(
        Scope.operator(),
        () -> {
          Optional<ResponseEntity<?>> meanwhile = kept(key.get());
          return meanwhile.isPresent() ? meanwhile.get() : keep(key.get(), served.answer());
        });
  }

  /**
   * The answer to work that waited for a host.
   *
   * @param done false: the host has not answered, and the work goes on
   */
  public record Served(ResponseEntity<?> answer, boolean done) {}

  private record Key(String text, String print) {}

  private Optional<Key> key(HttpServletRequest request, @Nullable Object body) {
    String key = request.getHeader(HEADER);
    if (key == null) {
      return Optional.empty();
    }
    if (!KEY.matcher(key).matches()) {
      throw ApiException.invalid(
          HEADER, "format", "must be 1 to 200 printable ASCII characters without spaces");
    }
    return Optional.of(new Key(key, fingerprint(request, body)));
  }

  /** Waits for whoever works on this key, and keeps others waiting until the transaction ends. */
  private Optional<ResponseEntity<?>> kept(Key key) {
    answers.lock(ACTOR, key.text());
    return answers.find(ACTOR, key.text()).map(row -> replay(row, key.print()));
  }

  private ResponseEntity<?> keep(Key key, ResponseEntity<?> answer) {
    URI location = answer.getHeaders().getLocation();
    answers.insert(
        new IdempotencyRow(
            ACTOR,
            key.text(),
            key.print(),
            answer.getStatusCode().value(),
            location == null ? null : location.toString(),
            text(answer),
            clock.instant()));
    return answer;
  }

  private static ResponseEntity<?> replay(IdempotencyRow kept, String print) {
    if (!kept.request().equals(print)) {
      throw ApiException.impossible(
          "idempotency-key-reused", HEADER, "was used for another request");
    }
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(kept.status());
    if (kept.location() != null) {
      answer.location(URI.create(kept.location()));
    }
    return kept.body().isEmpty()
        ? answer.build()
        : answer
            .contentType(MediaType.APPLICATION_JSON)
            .body(kept.body().getBytes(StandardCharsets.UTF_8));
  }

  private String text(ResponseEntity<?> answer) {
    return answer.getBody() == null ? "" : json.writeValueAsString(answer.getBody());
  }

  private String fingerprint(HttpServletRequest request, @Nullable Object body) {
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    String text =
        request.getMethod()
            + " "
            + request.getRequestURI()
            + "?"
            + query
            + "\n"
            + json.writeValueAsString(body);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
