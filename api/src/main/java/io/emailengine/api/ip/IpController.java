package io.emailengine.api.ip;

import io.emailengine.api.Paging;
import io.emailengine.api.Reasons;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.problem.ApiException;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.IpFilter;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.JsonCodec;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.TenantSlug;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v2/ips}. */
@RestController
@RequestMapping("/api/v2/ips")
@Tag(name = "IPs")
class IpController {
  private static final Instant LAST_UNTIL = Instant.parse("9000-01-01T00:00:00Z");

  private final Transactions transactions;
  private final Idempotent idempotent;
  private final IpRegistration registration;
  private final IpAnswers answers;
  private final IpLookup lookup;
  private final IpIntents intents;
  private final SendingIpRepository ips;
  private final DecisionRepository decisions;
  private final TenantRepository tenants;
  private final ServerRepository servers;
  private final Clock clock;

  IpController(
      Transactions transactions,
      Idempotent idempotent,
      IpRegistration registration,
      IpAnswers answers,
      IpLookup lookup,
      IpIntents intents,
      SendingIpRepository ips,
      DecisionRepository decisions,
      TenantRepository tenants,
      ServerRepository servers,
      Clock clock) {
    this.transactions = transactions;
    this.idempotent = idempotent;
    this.registration = registration;
    this.answers = answers;
    this.lookup = lookup;
    this.intents = intents;
    this.ips = ips;
    this.decisions = decisions;
    this.tenants = tenants;
    this.servers = servers;
    this.clock = clock;
  }

  /** Body of a pause. */
  @Schema(name = "Pause")
  record PauseRequest(
      @Schema(example = "warehouse closed", requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String reason,
      @Schema(format = "date-time", description = "when it ends by itself; absent: never")
          @Nullable String until) {}

  /** Body of a resume; may be left out. */
  @Schema(name = "Resume")
  record ResumeRequest(@Nullable String reason, @Nullable Boolean freezes) {}

  @PostMapping
  @Operation(summary = "Registers an IP and starts its warm-up, or takes over a mature one")
  @ApiResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The same body again: nothing new",
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> register(
      @RequestBody RegisterRequest body,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletRequest request) {
    Registration wish = Registration.of(body);
    if (!force) {
      registration.lookForAddress(wish, Actor.OPERATOR.name());
    }
    return idempotent.run(
        request,
        body,
        () -> {
          Registrations.Registered registered =
              registration.register(wish, force, Actor.OPERATOR.name());
          IpAnswer answer = answers.of(registered.ip());
          return registered.created()
              ? ResponseEntity.created(URI.create("/api/v2/ips/" + answer.address())).body(answer)
              : ResponseEntity.ok(answer);
        });
  }

  @GetMapping
  @Operation(summary = "Lists IPs; retired ones only with state=retired")
  Paging.Page<IpAnswer> list(
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "warming",
                        "active",
                        "standby",
                        "quarantined",
                        "resting",
                        "retired"
                      }))
          @RequestParam
          @Nullable String state,
      @RequestParam @Nullable String tenant,
      @RequestParam @Nullable String server,
      @RequestParam @Nullable String purpose,
      @RequestParam @Nullable Boolean paused,
      @Parameter(hidden = true) @RequestParam @Nullable String listed,
      @RequestParam @Nullable Integer page,
      @RequestParam @Nullable Integer size) {
    if (listed != null) {
      throw ApiException.notAvailableYet("listed");
    }
    Paging paging = Paging.of(page, size);
    return read(
        () -> {
          UUID tenantId = tenant == null ? null : tenantId(tenant);
          UUID serverId = server == null ? null : serverId(server);
          IpFilter filter =
              new IpFilter(
                  state(state), tenantId, serverId, purpose(purpose), paused, clock.instant());
          return paging.page(
              answers.of(ips.page(filter, paging.size(), paging.offset())), ips.count(filter));
        });
  }

  private UUID tenantId(String slug) {
    return value(slug, TenantSlug::new)
        .flatMap(valid -> tenants.findBySlug(valid.value()))
        .orElseThrow(() -> ApiException.invalid("tenant", "known-tenant", "names no tenant"))
        .id();
  }

  private UUID serverId(String name) {
    return value(name, ServerName::new)
        .flatMap(valid -> servers.findByName(valid.value()))
        .orElseThrow(() -> ApiException.invalid("server", "known-server", "names no server"))
        .id();
  }

  private static @Nullable String purpose(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return value(text, Purpose::new)
        .orElseThrow(() -> ApiException.invalid("purpose", "format", "is not a purpose"))
        .value();
  }

  /** The value that the text is, if it is one. */
  private static <T> Optional<T> value(String text, Function<String, T> type) {
    try {
      return Optional.of(type.apply(text));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the caller names the parameter
    }
  }

  private static @Nullable IpState state(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      IpState state = IpState.valueOf(text.toUpperCase(Locale.ROOT));
      if (state.wireName().equals(text)) {
        return state;
      }
    } catch (IllegalArgumentException e) {
      throw notAState();
    }
    throw notAState();
  }

  private static ApiException notAState() {
    return ApiException.invalid(
        "state",
        "allowed-value",
        "must be one of warming, active, standby, quarantined, resting, retired");
  }

  @GetMapping("/{address}")
  @Operation(summary = "One IP")
  IpAnswer one(@PathVariable String address) {
    return read(() -> answers.of(lookup.find(address)));
  }

  @GetMapping("/{address}/warmup")
  @Operation(summary = "The plan of its warm-up and where it is")
  IpAnswer.Plan warmup(@PathVariable String address) {
    return read(() -> answers.plan(lookup.find(address)));
  }

  @GetMapping("/{address}/decisions")
  @Operation(summary = "Every raise, pause, freeze, cut and move, newest first")
  Paging.Page<IpAnswer.Decision> decisions(
      @PathVariable String address,
      @RequestParam @Nullable Integer page,
      @RequestParam @Nullable Integer size) {
    Paging paging = Paging.of(page, size);
    return read(
        () -> {
          SendingIpRow ip = lookup.find(address);
          List<IpAnswer.Decision> items =
              decisions.page(ip.id(), paging.size(), paging.offset()).stream()
                  .map(
                      d ->
                          new IpAnswer.Decision(
                              d.at(),
                              d.kind(),
                              d.rule(),
                              JsonCodec.readMap(d.inputs()),
                              d.configVersion(),
                              d.actor(),
                              d.reason()))
                  .toList();
          return paging.page(items, decisions.countByIpId(ip.id()));
        });
  }

  @PostMapping("/{address}/pause")
  @Operation(summary = "Stops its sending")
  @ApiResponse(
      responseCode = "202",
      description = "Will stop within seconds",
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> pause(
      @PathVariable String address, @RequestBody PauseRequest body, HttpServletRequest request) {
    String reason = Reasons.required(body.reason());
    Instant until = until(body.until());
    return idempotent.run(
        request,
        body,
        () -> {
          Instant now = clock.instant();
          if (until != null && !until.isAfter(now)) {
            throw ApiException.invalid("until", "future", "must be in the future");
          }
          IpIntents.Locked locked = lookup.lock(address);
          intents.pause(locked, new Asked(Actor.OPERATOR, reason, null, now), until);
          return lookup.accepted(locked);
        });
  }

  @PostMapping("/{address}/resume")
  @Operation(summary = "Lifts all pauses, and the freezes too if asked")
  @ApiResponse(
      responseCode = "202",
      description = "Will send within seconds",
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> resume(
      @PathVariable String address,
      @RequestBody(required = false) @Nullable ResumeRequest body,
      HttpServletRequest request) {
    ResumeRequest asked = body == null ? new ResumeRequest(null, null) : body;
    String reason = Reasons.optional(asked.reason());
    return idempotent.run(
        request,
        asked,
        () -> {
          IpIntents.Locked locked = lookup.lock(address);
          intents.resume(
              locked,
              new Asked(Actor.OPERATOR, reason, null, clock.instant()),
              Boolean.TRUE.equals(asked.freezes()));
          return lookup.accepted(locked);
        });
  }

  private static @Nullable Instant until(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant until = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
      if (until.isBefore(LAST_UNTIL)) {
        return until;
      }
    } catch (DateTimeParseException e) {
      throw ApiException.invalid(
          "until", "format", "must be a time with its offset, such as 2027-01-31T08:00:00Z");
    }
    throw ApiException.invalid("until", "range", "must be before the year 9000");
  }

  private <T> T read(Supplier<T> work) {
    return transactions.inScope(Scope.operator(), work);
  }
}
