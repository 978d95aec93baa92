package io.emailengine.store.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.idempotency.IdempotencyRow;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.server.VmtaQueue;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks the catalogue which tables there are, so that a new one can't be forgotten. */
class EveryTableTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String NEW_ROW_REFUSED = "42501";

  @BeforeAll
  static void putARowIntoEachTable() {
    UUID tenant = store.defaultTenant().id();
    store.engineDo(
        () -> {
          ServerRow server = store.servers().save(TestRows.server("one"));
          PoolRow pool = store.pools().save(TestRows.pool(tenant, server.id(), "default-pool"));
          SendingIpRow ip =
              store.ips().save(TestRows.warming(tenant, server.id(), pool.id(), "192.0.2.1"));
          store.holds().insert(TestRows.pause(ip, "r1"));
          store.decisions().insert(TestRows.decision(ip, "register"));
          store
              .blocks()
              .insert(
                  new CarriedBlockRow(
                      UUID.randomUUID(),
                      server.id(),
                      0,
                      BlockKind.VIRTUAL_MTA,
                      "v",
                      "/etc/pmta/config",
                      1,
                      new Sealed(new byte[1])));
          store.versions().insert(TestRows.version(server.id(), 1));
          store
              .hostRequests()
              .insert(
                  HostRequestRow.asked(
                      UUID.randomUUID(),
                      server.id(),
                      HostRequestKind.ADOPT,
                      Json.EMPTY_OBJECT,
                      "operator",
                      TestRows.NOW));
          store
              .audit()
              .insert(AuditRow.of(TestRows.NOW, tenant, "operator", "x", "y", Json.EMPTY_OBJECT));
          store.outbox().insert(OutboxRow.wakeServer("one", TestRows.NOW));
          store
              .bean(HostChanges.class)
              .begin(
                  server.id(),
                  HostChange.begun(HostChange.Kind.ADOPT, null, "operator", TestRows.NOW));
          store.bean(AdoptionRecords.class).save(server.id(), new Sealed(new byte[1]));
          store
              .bean(OperatorFiles.class)
              .replace(server.id(), Map.of("/etc/pmta/config", "0".repeat(64)));
          store.bean(PausedQueues.class).add(server.id(), "v", TestRows.NOW);
          store.bean(RetiredVmtas.class).add(server.id(), "v", TestRows.NOW);
          Queues queues = store.bean(Queues.class);
          queues.recordRead(server.id(), 7, TestRows.NOW);
          queues.write(server.id(), List.of(VmtaQueue.empty("v")));
          store
              .bean(UncountedTimes.class)
              .begin(tenant, ip.id(), UncountedTimes.STANDBY, TestRows.NOW);
          store.bean(ServerWatches.class).setTold(server.id(), "drift");
          store
              .idempotency()
              .insert(
                  new IdempotencyRow("operator", "k", "POST /x", 201, null, "{}", TestRows.NOW));
        });
  }

  static List<String> tables() {
    return store
        .jdbc()
        .sql(
            """
            SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND relname <> 'flyway_schema_history' ORDER BY relname
            """)
        .query(String.class)
        .list();
  }

  @Test
  void hasForcedRowLevelSecurityAndAPolicyOnEveryTable() {
    List<String> bound =
        store
            .jdbc()
            .sql(
                """
                SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                  AND relrowsecurity AND relforcerowsecurity
                  AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'scoped')
                ORDER BY relname
                """)
            .query(String.class)
            .list();

    assertThat(bound).isEqualTo(tables()).hasSizeGreaterThanOrEqualTo(13);
  }

  @Test
  void hasARowInEachTableToProveItWith() {
    for (String table : tables()) {
      assertThat(store.engine(() -> count(table))).as(table).isPositive();
    }
  }

  @Test
  void showsAndChangesNothingWithoutAScope() {
    assertNothingSeenOrChanged(work -> work.run());
  }

  @Test
  void showsAndChangesNothingInATransactionWithoutAScope() {
    TransactionTemplate bare = new TransactionTemplate(store.bean(ScopedTransactionManager.class));
    assertNothingSeenOrChanged(work -> bare.executeWithoutResult(status -> work.run()));
  }

  private static void assertNothingSeenOrChanged(Runner runner) {
    for (String table : tables()) {
      String row =
          store.engine(
              () ->
                  jdbc()
                      .sql("SELECT row_to_json(t)::text FROM " + table + " t LIMIT 1")
                      .query(String.class)
                      .single());
      String column = firstPlainColumn(table);
      runner.run(
          () -> {
            assertThat(count(table)).as(table).isZero();
            assertThat(jdbc().sql("UPDATE " + table + " SET " + column + " = " + column).update())
                .as(table)
                .isZero();
            assertThat(jdbc().sql("DELETE FROM " + table).update()).as(table).isZero();
          });
      assertThatThrownBy(() -> runner.run(() -> insertCopy(table, row)))
          .as(table)
          .rootCause()
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(table).isEqualTo(NEW_ROW_REFUSED));
      assertThatThrownBy(
              () -> runner.run(() -> jdbc().sql("TRUNCATE " + table + " CASCADE").update()))
          .as(table)
          .hasMessageContaining("must not be truncated");
      assertThat(store.engine(() -> count(table))).as(table).isPositive();
    }
  }

  private static void insertCopy(String table, String row) {
    jdbc()
        .sql(
            "INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_record(null::%s, :row::json)"
                .formatted(table, table))
        .param("row", row)
        .update();
  }

  private static String firstPlainColumn(String table) {
    return jdbc()
        .sql(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = :table::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''
            ORDER BY attnum LIMIT 1
            """)
        .param("table", table)
        .query(String.class)
        .single();
  }

  private static long count(String table) {
    return jdbc().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  private static JdbcClient jdbc() {
    return JdbcClient.create(store.bean(DataSource.class));
  }

  /** Runs work outside of any scope. */
  private interface Runner {
    void run(Runnable work);
  }
}
