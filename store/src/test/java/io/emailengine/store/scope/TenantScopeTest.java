package io.emailengine.store.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;

class TenantScopeTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static ServerRow server;
  private static SendingIpRow ipOfA;
  private static SendingIpRow ipOfB;
  private static PoolRow poolOfB;

  @BeforeAll
  static void makeTwoTenants() {
    store.engineDo(
        () -> {
          TenantRow a = store.tenants().save(TestRows.tenant("a"));
          TenantRow b = store.tenants().save(TestRows.tenant("b"));
          server = store.servers().save(TestRows.server("shared"));
          poolOfB = store.pools().save(TestRows.pool(b.id(), server.id(), "b-pool"));
          ipOfA = store.ips().save(TestRows.warming(a.id(), server.id(), null, "192.0.2.1"));
          ipOfB =
              store.ips().save(TestRows.warming(b.id(), server.id(), poolOfB.id(), "192.0.2.2"));
          store.holds().insert(TestRows.pause(ipOfB, null));
          store.decisions().insert(TestRows.decision(ipOfB, "register"));
          store.outbox().insert(OutboxRow.wakeServer("shared", TestRows.NOW));
        });
  }

  private static UUID a() {
    return ipOfA.tenantId();
  }

  private static UUID b() {
    return ipOfB.tenantId();
  }

  @Test
  void seesItsOwnRowsOnly() {
    store.tenant(
        a(),
        () -> {
          assertThat(store.ips().findAll())
              .extracting(SendingIpRow::id)
              .containsExactly(ipOfA.id());
          assertThat(store.ips().findByAddress(ipOfB.address())).isEmpty();
          assertThat(store.pools().findAll()).isEmpty();
          assertThat(store.holds().findByIp(ipOfB.id())).isEmpty();
          assertThat(store.decisions().findByIp(ipOfB.id())).isEmpty();
          assertThat(store.tenants().findAll()).extracting(TenantRow::slug).containsExactly("a");
          assertThat(store.servers().findAll()).isEmpty();
          assertThat(store.outbox().countOpen()).isZero();
          return true;
        });
  }

  @Test
  void changesItsOwnRowsOnly() {
    store.tenant(
        a(),
        () -> {
          assertThat(store.ips().setNextDue(ipOfA.id(), ipOfA.epoch(), TestRows.NOW)).isOne();
          assertThat(store.ips().setNextDue(ipOfB.id(), ipOfB.epoch(), TestRows.NOW)).isZero();
          assertThat(store.jdbc().sql("UPDATE tenant SET daily_quota = 1000000").update()).isZero();
          return true;
        });
  }

  @Test
  void cannotInsertForAnotherTenant() {
    assertThatThrownBy(
            () ->
                store.tenant(
                    a(),
                    () -> store.ips().save(TestRows.warming(b(), server.id(), null, "192.0.2.3"))))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("row-level security");
    assertThatThrownBy(
            () ->
                store.tenant(
                    a(),
                    () ->
                        store
                            .audit()
                            .insert(
                                AuditRow.of(TestRows.NOW, b(), "a", "x", "y", Json.EMPTY_OBJECT))))
        .rootCause()
        .hasMessageContaining("row-level security");
  }

  @Test
  void cannotGiveARowAway() {
    assertThatThrownBy(
            () ->
                store.tenant(
                    a(),
                    () ->
                        store
                            .jdbc()
                            .sql("UPDATE sending_ip SET tenant_id = :b")
                            .param("b", b())
                            .update()))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("row-level security");
  }

  @Test
  void theKeysRefuseToCrossTenantsEvenForTheEngine() {
    assertThatThrownBy(
            () ->
                store.engine(
                    () ->
                        store
                            .ips()
                            .save(TestRows.warming(a(), server.id(), poolOfB.id(), "192.0.2.4"))))
        .rootCause()
        .hasMessageContaining("sending_ip_tenant_id_pool_id_fkey");
    assertThatThrownBy(
            () ->
                store.engine(
                    () ->
                        store
                            .jdbc()
                            .sql(
                                """
                                INSERT INTO hold (id, tenant_id, ip_id, kind, cause, reason, actor, since)
                                VALUES (gen_random_uuid(), :a, :ip, 'pause', 'person', 'x', 'x', now())
                                """)
                            .param("a", a())
                            .param("ip", ipOfB.id())
                            .update()))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void anAddressOfAnotherTenantIsTakenWithoutBeingShown() {
    assertThatThrownBy(
            () ->
                store.tenant(
                    a(),
                    () ->
                        store
                            .ips()
                            .save(TestRows.warming(a(), server.id(), null, ipOfB.address()))))
        .rootCause()
        .hasMessageContaining("sending_ip_address")
        .hasMessageNotContaining(b().toString());
  }
}
