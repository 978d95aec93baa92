package io.emailengine.api.ip;

import io.emailengine.api.Reasons;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IntentRefused;
import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.schedule.WarmupSchedule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What people do with an IP's life by hand. */
@RestController
@RequestMapping("/api/v2/ips/{address}")
@Tag(name = "IPs")
class LifecycleController {
  private static final String ACCEPTED = "Will be so within seconds";

  private final Idempotent idempotent;
  private final IpLookup lookup;
  private final IpMoves moves;
  private final Clock clock;

  LifecycleController(Idempotent idempotent, IpLookup lookup, IpMoves moves, Clock clock) {
    this.idempotent = idempotent;
    this.lookup = lookup;
    this.moves = moves;
    this.clock = clock;
  }

  /** Body of a move that says nothing but why. */
  @Schema(name = "Move")
  record MoveRequest(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String reason) {}

  /** Body of a release. */
  @Schema(name = "Release")
  record ReleaseRequest(
      @Schema(
              allowableValues = {"previous", "warming"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String to,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String reason) {}

  /** Body of a change of a warm-up. */
  @Schema(name = "ChangeWarmup")
  record WarmupRequest(
      @Schema(
              allowableValues = {"restart", "finish", "set-schedule"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String action,
      @Schema(
              implementation = Object.class,
              description = "of set-schedule: a preset's name, or an object with steps")
          @Nullable JsonNode schedule,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String reason) {}

  @PostMapping("/standby")
  @Operation(summary = "Stops it until it is released; state and step are kept")
  @ApiResponse(
      responseCode = "202",
      description = ACCEPTED,
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> standBy(
      @PathVariable String address, @RequestBody MoveRequest body, HttpServletRequest request) {
    String reason = Reasons.required(body.reason());
    return move(address, request, body, reason, moves::standBy);
  }

  @PostMapping("/retire")
  @Operation(summary = "Takes it out for good, once nothing is queued for it any more")
  @ApiResponse(
      responseCode = "202",
      description = ACCEPTED,
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> retire(
      @PathVariable String address, @RequestBody MoveRequest body, HttpServletRequest request) {
    String reason = Reasons.required(body.reason());
    return move(address, request, body, reason, moves::retire);
  }

  @PostMapping("/release")
  @Operation(summary = "Out of standby: to its previous state and step, or to a new warm-up")
  @ApiResponse(
      responseCode = "202",
      description = ACCEPTED,
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> release(
      @PathVariable String address, @RequestBody ReleaseRequest body, HttpServletRequest request) {
    String reason = Reasons.required(body.reason());
    boolean previous = "previous".equals(body.to());
    if (!previous && !"warming".equals(body.to())) {
      throw ApiException.invalid("to", "allowed-value", "must be previous or warming");
    }
    return move(
        address,
        request,
        body,
        reason,
        previous ? moves::releaseToPrevious : moves::releaseToWarming);
  }

  @PostMapping("/warmup")
  @Operation(summary = "Begins a warm-up again, ends it, or gives it another schedule")
  @ApiResponse(
      responseCode = "202",
      description = ACCEPTED,
      content = @Content(schema = @Schema(implementation = IpAnswer.class)))
  ResponseEntity<?> changeWarmup(
      @PathVariable String address,
      @RequestBody WarmupRequest body,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletRequest request) {
    BiConsumer<Locked, Asked> change = change(body, force);
    String reason = Reasons.required(body.reason());
    return move(address, request, body, reason, change);
  }

  private BiConsumer<Locked, Asked> change(WarmupRequest body, boolean force) {
    JsonNode given = body.schedule();
    JsonNode schedule = given == null || given.isNull() ? null : given;
    String action = String.valueOf(body.action());
    if (schedule != null && !action.equals("set-schedule")) {
      throw ApiException.invalid("schedule", "action", "goes with the action set-schedule only");
    }
    return switch (action) {
      case "restart" -> (locked, asked) -> moves.restart(locked, asked, force);
      case "finish" -> moves::finish;
      case "set-schedule" -> {
        WarmupSchedule wanted = read(schedule);
        yield (locked, asked) -> moves.setSchedule(locked, wanted, asked, force);
      }
      default ->
          throw ApiException.invalid(
              "action", "allowed-value", "must be restart, finish or set-schedule");
    };
  }

  private static WarmupSchedule read(@Nullable JsonNode schedule) {
    if (schedule == null) {
      throw ApiException.invalid("schedule", "required", "is required with set-schedule");
    }
    List<FieldError> errors = new ArrayList<>();
    WarmupSchedule read = ScheduleReader.read(schedule, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return read;
  }

  private ResponseEntity<?> move(
      String address,
      HttpServletRequest request,
      Object body,
      @Nullable String reason,
      BiConsumer<Locked, Asked> move) {
    return idempotent.run(
        request,
        body,
        () -> {
          Locked locked = lookup.lock(address);
          try {
            move.accept(locked, new Asked(Actor.OPERATOR, reason, null, clock.instant()));
          } catch (IntentRefused refused) {
            throw ApiException.of(refused);
          }
          return lookup.accepted(locked);
        });
  }
}
