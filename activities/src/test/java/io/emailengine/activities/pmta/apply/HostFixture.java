package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.activities.pmta.host.SshPmtaHostConnector;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.intent.IpOverrides;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.PmtaActivities;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.apply.ServerRef;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One server row and its simulated host, with the real activities between them and a clock that
 * tests move.
 */
final class HostFixture implements AutoCloseable {
  static final Instant MORNING = Instant.parse("2026-03-02T00:15:00Z");

  final StoreTestContext store;
  final SandboxHost host;
  final ServerRef ref;
  final PmtaActivities activities;
  final MovableClock clock = new MovableClock();
  final EngineDeaths deaths;
  private final Path historyFolder;
  private final SshConnections connections = new SshConnections();
  private final ConfigHistory history;
  private final TestActivityEnvironment environment = TestActivityEnvironment.newInstance();
  private final UUID serverId = UUID.randomUUID();
  private @Nullable UUID poolId;

  HostFixture(StoreTestContext store, Path folder) {
    this(store, folder, options -> options);
  }

  HostFixture(StoreTestContext store, Path folder, UnaryOperator<SandboxOptions> how) {
    this.store = store;
    deaths = new EngineDeaths(store);
    SshKeys.Generated key = SshKeys.generate();
    host =
        SandboxHost.start(
            how.apply(
                SandboxOptions.in(folder.resolve("host"))
                    .withAuthorizedKey(key.publicLine())
                    .withClock(clock)));
    String name = "mta" + serverId.toString().substring(0, 8);
    ServerRow row =
        ServerRow.registered(
            serverId,
            name,
            "127.0.0.1",
            host.port(),
            "root",
            host.hostKeyLine(),
            store
                .startedEngine()
                .sealer()
                .sealText(key.privateKey(), ServerRow.privateKeyPurpose(serverId)),
            key.publicLine(),
            "/etc/pmta/config",
            "/usr/sbin/pmta",
            null,
            clock.instant());
    store.engine(() -> store.servers().save(row));
    ref = new ServerRef(name, 1);
    historyFolder = folder.resolve("history");
    history = ConfigHistory.open(historyFolder);
    PmtaSettings settings =
        new PmtaSettings(Duration.ofSeconds(5), Duration.ofSeconds(60), historyFolder);
    environment.registerActivitiesImplementations(
        new PmtaConfiguration()
            .pmtaActivities(
                settings,
                deaths.over(new SshPmtaHostConnector(connections)),
                history,
                store.startedEngine(),
                store.transactions(),
                store.servers(),
                store.ips(),
                store.holds(),
                store.pools(),
                store.blocks(),
                store.tenants(),
                store.versions(),
                store.hostRequests(),
                store.outbox(),
                store.audit(),
                store.serverLocks(),
                store.bean(PausedQueues.class),
                store.decisions(),
                store.bean(IpOverrides.class),
                store.jdbc(),
                store.bean(IpMoves.class),
                store.bean(Registrations.class),
                store.bean(ServerWatches.class),
                store.bean(RetiredVmtas.class),
                store.bean(UncountedTimes.class),
                store.bean(Queues.class),
                store.bean(AdoptionRecords.class),
                store.bean(OperatorFiles.class),
                store.bean(HostChanges.class),
                clock));
    activities =
        environment.newActivityStub(
            PmtaActivities.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(5))
                .setHeartbeatTimeout(Duration.ofMinutes(1))
                .build());
  }

  HostRequestRow adopt(Map<String, String> pools, boolean dryRun) {
    UUID id = UUID.randomUUID();
    store.engine(
        () ->
            store
                .hostRequests()
                .insert(
                    HostRequestRow.asked(
                        id,
                        serverId,
                        HostRequestKind.ADOPT,
                        Json.of(new AdoptRequest(pools, List.of(), dryRun, false)),
                        "operator",
                        clock.instant())));
    activities.serve(ref, new HostRequestRef(id.toString()));
    return store.engine(() -> store.hostRequests().findById(id).orElseThrow());
  }

  /** A request of this kind, written down as the api does it. */
  UUID ask(HostRequestKind kind, Object request) {
    UUID id = UUID.randomUUID();
    store.engine(
        () ->
            store
                .hostRequests()
                .insert(
                    HostRequestRow.asked(
                        id, serverId, kind, Json.of(request), "operator", clock.instant())));
    return id;
  }

  /** Serves a request once, as the writer of the host does it. */
  HostRequestRow serve(UUID id) {
    activities.serve(ref, new HostRequestRef(id.toString()));
    return request(id);
  }

  HostRequestRow request(UUID id) {
    return store.engine(() -> store.hostRequests().findById(id).orElseThrow());
  }

  /** Adopted, with the operator's pool mapped to {@code default/marketing}. */
  HostFixture adopted() {
    HostRequestRow answer = adopt(Map.of("pmta-pool", "default/marketing"), false);
    if (!Integer.valueOf(200).equals(answer.status())) {
      throw new AssertionError("adoption failed: " + answer.answer());
    }
    poolId =
        store.engine(
            () ->
                store
                    .pools()
                    .findByServerIdAndName(serverId, "pmta-pool")
                    .map(PoolRow::id)
                    .orElseThrow());
    return this;
  }

  /** Registers an IP as the api does: row and generation. */
  SendingIpRow register(String address, String vmta, boolean adopted, IpState state, int cap) {
    return register(store.defaultTenant(), poolId, address, vmta, adopted, state, cap);
  }

  SendingIpRow register(
      TenantRow tenant,
      @Nullable UUID poolId,
      String address,
      String vmta,
      boolean adopted,
      IpState state,
      int cap) {
    SendingIpRow row =
        SendingIpRow.registered(
            UUID.randomUUID(),
            tenant.id(),
            serverId,
            poolId,
            address,
            "marketing",
            vmta,
            adopted,
            "mta.example.net",
            state,
            cap,
            TestRows.SIX_WEEK,
            UUID.randomUUID(),
            "operator",
            "hash",
            List.of(),
            clock.instant());
    store.engineDo(
        () -> {
          store.ips().save(row);
          store.servers().bumpDesired(serverId, clock.instant(), false, false);
        });
    return row;
  }

  /** A warming IP of the engine's own in step 1. */
  SendingIpRow warm(int lastOctet) {
    String address = "198.51.100." + lastOctet;
    return register(address, "vmta-" + address.replace('.', '-'), false, IpState.WARMING, 50);
  }

  /** The next step begins, as the warm-up's activity does it. */
  void beginStep(SendingIpRow ip, int step, int cap) {
    store.engineDo(
        () -> {
          store.ips().beginStep(ip.id(), ip.epoch(), step - 1, step, cap, clock.instant());
          store.servers().bumpDesired(serverId, clock.instant(), false, false);
        });
  }

  /** A person's pause, as the api writes it. */
  void pause(SendingIpRow ip) {
    store.engineDo(
        () ->
            intents()
                .pause(
                    intents().lock(ip.address()).orElseThrow(),
                    new Asked(Actor.OPERATOR, "because", null, clock.instant()),
                    null));
  }

  /** A person's resume, as the api writes it. */
  void resume(SendingIpRow ip) {
    store.engineDo(
        () ->
            intents()
                .resume(
                    intents().lock(ip.address()).orElseThrow(),
                    new Asked(Actor.OPERATOR, "because", null, clock.instant()),
                    false));
  }

  private IpIntents intents() {
    return store.bean(IpIntents.class);
  }

  /** Something of the intent changed that moves no cap. */
  void bump() {
    store.engineDo(() -> store.servers().bumpDesired(serverId, clock.instant(), false, false));
  }

  /** A person's answer to drift, as the api writes it. */
  void overwriteDrift() {
    store.engineDo(
        () -> {
          store.servers().answerDrift(serverId, "operator");
          store.servers().bumpDesired(serverId, clock.instant(), false, true);
        });
  }

  ApplyOutcome apply() {
    return activities.apply(ref);
  }

  /** A whole look at the host, as one that is due. */
  void observe() {
    store.engineDo(
        () ->
            store
                .jdbc()
                .sql("UPDATE server SET observed_at = NULL WHERE id = :id")
                .param("id", serverId)
                .update());
    observeWhatIsDue();
  }

  /** As much of a look as is due. */
  void observeWhatIsDue() {
    activities.observe(ref);
  }

  Path historyFolder() {
    return historyFolder;
  }

  /** A file of the host as text. */
  String file(String path) {
    return new String(host.file(path).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** What the writer of the host does by itself, for so long. */
  void goesOn(Duration length) {
    Instant end = clock.instant().plus(length);
    ServerEvaluation next = evaluate();
    while (!next.at().isAfter(end)) {
      if (next.at().isAfter(clock.instant())) {
        clock.set(next.at());
      } else {
        clock.advance(Duration.ofMillis(100));
      }
      if (next.action() == ServerEvaluation.Action.APPLY) {
        apply();
      } else {
        observe();
      }
      next = evaluate();
    }
    clock.set(end);
  }

  ServerEvaluation evaluate() {
    return activities.evaluate(ref);
  }

  ServerRow server() {
    return store.engine(() -> store.servers().findById(serverId).orElseThrow());
  }

  SendingIpRow ip(SendingIpRow ip) {
    return store.engine(() -> store.ips().findById(ip.id()).orElseThrow());
  }

  OptionalLong cap(SendingIpRow ip) {
    return host.running().cap(ip.vmta());
  }

  UUID serverId() {
    return serverId;
  }

  List<String> messages() {
    return store.engine(
        () ->
            store
                .jdbc()
                .sql(
                    "SELECT payload->>'title' FROM outbox WHERE topic = 'message' AND key LIKE :key ORDER BY id")
                .param("key", "server/" + ref.server() + "/%")
                .query(String.class)
                .list());
  }

  @Override
  public void close() {
    // The next test's host has the same addresses.
    store.engineDo(
        () ->
            store
                .jdbc()
                .sql(
                    "UPDATE sending_ip SET state = 'retired', retired_at = now(), drained_at = now() WHERE server_id = :id")
                .param("id", serverId)
                .update());
    environment.close();
    connections.close();
    host.close();
    history.close();
  }

  /** Stands still until a test moves it. */
  static final class MovableClock extends Clock {
    private volatile Instant now = MORNING;

    void advance(Duration by) {
      now = now.plus(by);
    }

    void set(Instant to) {
      now = to;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
