package io.emailengine.api.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.api.Paging;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.diff.UnifiedDiff;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.store.version.ConfigVersionSummary;
import io.emailengine.store.version.VersionStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What runs on a host, and what ran before. */
@RestController
@RequestMapping("/api/v2/servers/{name}")
@Tag(name = "PowerMTA")
class ConfigController {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final ConfigVersionRepository versions;

  ConfigController(
      Transactions transactions, ServerRepository servers, ConfigVersionRepository versions) {
    this.transactions = transactions;
    this.servers = servers;
    this.versions = versions;
  }

  /**
   * A version of the engine's file.
   *
   * @param text secrets masked; left out in lists
   */
  @Schema(name = "ConfigVersion")
  record VersionAnswer(
      int version,
      long generation,
      String sha256,
      @JsonInclude @Nullable String commit,
      @JsonInclude @Nullable Instant appliedAt,
      String actor,
      @Nullable String reason,
      @Nullable String text) {
    static VersionAnswer of(ConfigVersionRow row) {
      return new VersionAnswer(
          row.n(),
          row.generation(),
          row.sha256(),
          row.gitCommit(),
          row.appliedAt(),
          row.actor(),
          row.reason(),
          row.maskedText());
    }

    static VersionAnswer of(ConfigVersionSummary row) {
      return new VersionAnswer(
          row.n(),
          row.generation(),
          row.sha256(),
          row.gitCommit(),
          row.appliedAt(),
          row.actor(),
          row.reason(),
          null);
    }
  }

  @GetMapping("/config")
  @Operation(summary = "What runs, as last read back; secrets masked")
  VersionAnswer running(@PathVariable String name) {
    return transactions.inScope(
        Scope.operator(),
        () -> {
          ServerRow server = find(name);
          Integer n = server.runningVersion();
          if (n == null) {
            throw ApiException.of(
                404,
                "not-adopted",
                name + " is not adopted, so nothing of the engine's runs there",
                List.of());
          }
          return VersionAnswer.of(versions.findByServerIdAndN(server.id(), n).orElseThrow());
        });
  }

  @GetMapping("/config/versions")
  @Operation(summary = "Every version that ran, newest first")
  Paging.Page<VersionAnswer> history(
      @PathVariable String name,
      @RequestParam @Nullable Integer page,
      @RequestParam @Nullable Integer size) {
    Paging paging = Paging.of(page, size);
    return transactions.inScope(
        Scope.operator(),
        () -> {
          ServerRow server = find(name);
          return paging.page(
              versions.page(server.id(), paging.size(), paging.offset()).stream()
                  .map(VersionAnswer::of)
                  .toList(),
              versions.countApplied(server.id()));
        });
  }

  @GetMapping("/config/versions/{n}")
  @Operation(summary = "One version")
  VersionAnswer version(@PathVariable String name, @PathVariable int n) {
    return transactions.inScope(
        Scope.operator(),
        () ->
            versions
                .findByServerIdAndN(find(name).id(), n)
                .filter(row -> row.status() == VersionStatus.APPLIED)
                .map(VersionAnswer::of)
                .orElseThrow(() -> ApiException.notFound("this version")));
  }

  /** What changed between two versions, masked. */
  @Schema(name = "ConfigDiff")
  record DiffAnswer(int from, int to, String diff) {}

  @GetMapping("/config/diff")
  @Operation(
      summary = "What changed from one version to another, as a unified diff; secrets masked")
  DiffAnswer diff(@PathVariable String name, @RequestParam int from, @RequestParam int to) {
    return transactions.inScope(
        Scope.operator(),
        () -> {
          ServerRow server = find(name);
          String before = applied(server, from, "from").maskedText();
          String after = applied(server, to, "to").maskedText();
          return new DiffAnswer(
              from, to, UnifiedDiff.of(before, after, "version " + from, "version " + to));
        });
  }

  private ConfigVersionRow applied(ServerRow server, int n, String field) {
    return versions
        .findByServerIdAndN(server.id(), n)
        .filter(row -> row.status() == VersionStatus.APPLIED)
        .orElseThrow(
            () ->
                ApiException.of(
                    404,
                    "not-found",
                    "version " + n + " of " + server.name() + " does not exist",
                    List.of(new FieldError(field, "known-version", "must be one that ran"))));
  }

  private ServerRow find(String name) {
    return servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server"));
  }
}
