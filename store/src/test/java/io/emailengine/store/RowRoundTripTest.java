package io.emailengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RowRoundTripTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  @Test
  void readsEveryRowBackAsItWasWritten() {
    UUID tenant = store.defaultTenant().id();
    ServerRow server = store.engine(() -> store.servers().save(TestRows.server("round")));
    PoolRow pool =
        store.engine(() -> store.pools().save(TestRows.pool(tenant, server.id(), "default-pool")));
    SendingIpRow ip =
        store.engine(
            () -> store.ips().save(TestRows.warming(tenant, server.id(), pool.id(), "192.0.2.10")));
    CarriedBlockRow block =
        new CarriedBlockRow(
            UUID.randomUUID(),
            server.id(),
            0,
            BlockKind.VIRTUAL_MTA_POOL,
            "p",
            "/etc/pmta/config",
            3,
            new Sealed(new byte[] {0, -1}));
    ConfigVersionRow version = TestRows.version(server.id(), 1);
    HostRequestRow request =
        HostRequestRow.asked(
            UUID.randomUUID(),
            server.id(),
            HostRequestKind.ADOPT,
            Json.of(Map.of("a", 1)),
            "operator",
            TestRows.NOW);
    store.engineDo(
        () -> {
          store.blocks().insert(block);
          store.versions().insert(version);
          store.hostRequests().insert(request);
          store.holds().insert(TestRows.pause(ip, null));
          store.decisions().insert(TestRows.decision(ip, "register"));
          store
              .audit()
              .insert(
                  AuditRow.of(
                      TestRows.NOW,
                      tenant,
                      "operator",
                      "ip.register",
                      "192.0.2.10",
                      Json.EMPTY_OBJECT));
          store.outbox().insert(OutboxRow.wakeIp("192.0.2.10", TestRows.NOW));
        });

    store.engineDo(
        () -> {
          assertThat(store.servers().findByName("round")).contains(server);
          assertThat(server.version()).isZero();
          assertThat(store.pools().findById(pool.id())).contains(pool);
          SendingIpRow read = store.ips().findByAddress("192.0.2.10").orElseThrow();
          assertThat(read.warmupSchedule()).isEqualTo(TestRows.SIX_WEEK);
          assertThat(read.warningCodes()).isEmpty();
          assertThat(read).usingRecursiveComparison().ignoringFields("schedule").isEqualTo(ip);
          assertThat(store.blocks().findByServer(server.id())).containsExactly(block);
          assertThat(store.versions().findByServerIdAndN(server.id(), 1)).contains(version);
          assertThat(store.hostRequests().findById(request.id()).orElseThrow().request())
              .isEqualTo(new Json("{\"a\": 1}"));
          assertThat(store.holds().findLying(ip.id(), TestRows.NOW))
              .singleElement()
              .satisfies(hold -> assertThat(hold.toHold().liesAt(TestRows.NOW)).isTrue());
          assertThat(store.decisions().findByIp(ip.id()))
              .singleElement()
              .satisfies(decision -> assertThat(decision.seq()).isPositive());
          assertThat(store.audit().page(10, 0)).extracting(AuditRow::tenantId).contains(tenant);
          assertThat(store.outbox().find(OutboxTopic.WAKE_IP, "192.0.2.10")).hasSize(1);
        });
  }

  @Test
  void findsHoldsOfManyIpsAndOfNone() {
    store.engineDo(() -> assertThat(store.holds().findLying(List.of(), TestRows.NOW)).isEmpty());
  }
}
