-- Row-level security everywhere. A transaction says who it is by two transaction-local settings:
--   app.scope  = 'operator' | 'engine'   sees and changes everything
--   app.tenant = <uuid>                  sees and changes one tenant's rows
-- Neither set: nothing is seen and nothing is changed, without an error. The owner is bound too (FORCE).

CREATE FUNCTION app_scoped() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('app.scope', true), '') IN ('operator', 'engine') $$;
-- After a transaction that set it, the setting is an empty string and not NULL.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;

-- One row: who this engine is and how long its day lasts. Neither may change under rows that were made with it.
CREATE TABLE engine (
  singleton    boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  instance_id  uuid NOT NULL,
  day_millis   bigint NOT NULL CHECK (day_millis > 0),
  -- wrapped data key (sealed with the key file): all secrets in the database are sealed with the data key
  data_key     bytea NOT NULL,
  created_at   timestamptz NOT NULL
);

CREATE TABLE tenant (
  id           uuid PRIMARY KEY,
  slug         text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9]{0,31}$'),
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  domain       text,
  daily_quota  integer CHECK (daily_quota >= 1),
  created_at   timestamptz NOT NULL,
  version      bigint NOT NULL
);

-- A PowerMTA host. What a person said, what the engine wants, and what is known of it.
CREATE TABLE server (
  id                uuid PRIMARY KEY,
  name              text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  host              text NOT NULL,
  port              integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  login             text NOT NULL,
  host_key          text NOT NULL,
  private_key       bytea NOT NULL,          -- sealed
  public_key        text NOT NULL,
  config_path       text NOT NULL,
  pmta_path         text NOT NULL,
  timezone          text,                    -- null until read from the host or set
  day_start         time NOT NULL DEFAULT '00:10',
  created_at        timestamptz NOT NULL,
  adopted_at        timestamptz,
  -- condition
  state             text NOT NULL CHECK (state IN ('ready', 'degraded', 'held', 'unreachable')),
  reason            text,                    -- stable word: not-adopted, drift, host-key, reload-failed, …
  detail            text,                    -- one line for people, no secrets
  state_since       timestamptz NOT NULL,
  -- intent and outcome
  desired_gen       bigint NOT NULL DEFAULT 0,
  applied_gen       bigint NOT NULL DEFAULT 0,
  dirty_since       timestamptz,             -- first change not yet applied
  dirty_last        timestamptz,             -- last one
  urgent            boolean NOT NULL DEFAULT false,   -- a stop is among them
  skip_settle       boolean NOT NULL DEFAULT false,   -- a person waits for the result
  rises_deferred    boolean NOT NULL DEFAULT false,   -- caps wait for the next raise window
  running_version   integer,                 -- config_version.n that was read back from the running process
  candidate_version integer,                 -- written before the host is touched; what recovery looks for
  verification      text CHECK (verification IN ('full', 'partial')),
  -- pace
  last_reload_at    timestamptz,
  last_urgent_at    timestamptz,
  reload_day        bigint,
  reloads_today     integer NOT NULL DEFAULT 0,
  failures          integer NOT NULL DEFAULT 0,
  retry_at          timestamptz,
  observed_at       timestamptz,
  -- drift of the engine's own file
  drift_sha         text,
  drift_copy        bytea,                   -- sealed
  drift_overwrite_by text,                   -- a person's answer, kept until it was carried out
  -- what adoption and later reads found (record HostFacts as JSON)
  facts             jsonb,
  pmta_started_at   text,
  epoch             bigint NOT NULL DEFAULT 1,
  next_due_at       timestamptz,
  version           bigint NOT NULL
);

-- VMTA and pool blocks as they stood in the operator's file; the true bytes, secrets and all.
CREATE TABLE carried_block (
  id          uuid PRIMARY KEY,
  server_id   uuid NOT NULL REFERENCES server (id),
  position    integer NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('virtual-mta', 'virtual-mta-pool')),
  name        text NOT NULL,
  file        text NOT NULL,
  line        integer NOT NULL,
  body        bytea NOT NULL,                -- sealed
  UNIQUE (server_id, name),
  UNIQUE (server_id, position)
);

-- Pools that belong to a tenant and purpose: made by the engine, or adopted and mapped. Unmapped adopted pools are only carried blocks.
CREATE TABLE pool (
  id          uuid PRIMARY KEY,
  tenant_id   uuid NOT NULL REFERENCES tenant (id),
  server_id   uuid NOT NULL REFERENCES server (id),
  purpose     text NOT NULL CHECK (purpose ~ '^[a-z][a-z0-9-]{0,31}$'),
  name        text NOT NULL,
  adopted     boolean NOT NULL,
  created_at  timestamptz NOT NULL,
  version     bigint NOT NULL,
  UNIQUE (tenant_id, id),
  UNIQUE (server_id, name),
  UNIQUE (tenant_id, server_id, purpose)
);

CREATE TABLE sending_ip (
  id                uuid PRIMARY KEY,
  tenant_id         uuid NOT NULL REFERENCES tenant (id),
  server_id         uuid NOT NULL REFERENCES server (id),
  pool_id           uuid,                    -- null: its VMTA lives in an unmapped adopted pool
  address           text NOT NULL,
  purpose           text NOT NULL CHECK (purpose ~ '^[a-z][a-z0-9-]{0,31}$'),
  vmta              text NOT NULL,
  adopted           boolean NOT NULL,        -- the VMTA was the operator's
  hostname          text NOT NULL,
  state             text NOT NULL CHECK (state IN ('warming', 'active', 'standby', 'quarantined', 'resting', 'retired')),
  daily_quota       integer NOT NULL CHECK (daily_quota >= 1),   -- the plan's cap today
  -- warm-up
  schedule          jsonb NOT NULL,          -- record WarmupSchedule
  warmup_id         uuid NOT NULL,           -- new for every restart
  step              integer NOT NULL CHECK (step >= 1),
  step_began_at     timestamptz NOT NULL,
  step_first_day    bigint,                  -- engine day on which the step's cap was read back; null: not yet
  started_at        timestamptz NOT NULL,
  completed_at      timestamptz,
  -- what runs, as last read back
  running_cap       integer,
  running_stopped   boolean NOT NULL DEFAULT false,
  config_version    integer,                 -- config_version.n in which it last changed
  rise_asked_by     text,                    -- a person asked for the present intent: it may rise outside the window
  intent_seq        bigint NOT NULL DEFAULT 1,
  epoch             bigint NOT NULL DEFAULT 1,
  next_due_at       timestamptz,
  request_hash      text NOT NULL,           -- of the POST that made it: the same body again is 200, another one 409
  warnings          jsonb NOT NULL DEFAULT '[]',
  created_at        timestamptz NOT NULL,
  retired_at        timestamptz,
  version           bigint NOT NULL,
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, pool_id) REFERENCES pool (tenant_id, id)
);
-- The one cross-tenant key of the product.
CREATE UNIQUE INDEX sending_ip_address ON sending_ip (address) WHERE state <> 'retired';
CREATE UNIQUE INDEX sending_ip_vmta ON sending_ip (server_id, vmta) WHERE state <> 'retired';
CREATE INDEX sending_ip_due ON sending_ip (next_due_at) WHERE state <> 'retired';
CREATE INDEX sending_ip_tenant ON sending_ip (tenant_id, server_id);

CREATE TABLE hold (
  id          uuid PRIMARY KEY,
  tenant_id   uuid NOT NULL REFERENCES tenant (id),
  ip_id       uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('pause', 'freeze')),
  cause       text NOT NULL,                 -- stable word: person, drift, …
  reason      text NOT NULL,
  actor       text NOT NULL,
  request_id  text,                          -- makes a retried write the same write
  since       timestamptz NOT NULL,
  until       timestamptz,
  ended_at    timestamptz,
  ended_by    text,
  UNIQUE (tenant_id, id),
  UNIQUE (tenant_id, request_id),
  FOREIGN KEY (tenant_id, ip_id) REFERENCES sending_ip (tenant_id, id)
);
CREATE INDEX hold_ip ON hold (ip_id, since);

-- Every raise, pause, freeze, cut, move and override. Insert only.
CREATE TABLE decision (
  id             uuid PRIMARY KEY,
  tenant_id      uuid NOT NULL REFERENCES tenant (id),
  ip_id          uuid NOT NULL,
  seq            bigint GENERATED ALWAYS AS IDENTITY,
  at             timestamptz NOT NULL,
  kind           text NOT NULL,              -- register, raise, pause, resume, complete, freeze, …
  rule           text NOT NULL,              -- which rule decided
  inputs         jsonb NOT NULL,
  config_version integer,                    -- version in force when it was decided
  actor          text NOT NULL,
  reason         text,
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, ip_id) REFERENCES sending_ip (tenant_id, id)
);
CREATE INDEX decision_ip ON decision (ip_id, seq);

-- Append-only log of every change, in the transaction of the change.
CREATE TABLE audit (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL,
  tenant_id   uuid REFERENCES tenant (id),
  actor       text NOT NULL,
  action      text NOT NULL,                 -- ip.register, server.create, …
  subject     text NOT NULL,
  detail      jsonb NOT NULL
);

CREATE TABLE config_version (
  id            uuid PRIMARY KEY,
  server_id     uuid NOT NULL REFERENCES server (id),
  n             integer NOT NULL,
  generation    bigint NOT NULL,             -- the desired_gen that was rendered; also the marker in the file
  sha256        text NOT NULL,               -- of the exact bytes on the host
  body_sha256   text NOT NULL,               -- without header and marker: the same intent has the same one
  body          bytea NOT NULL,              -- sealed exact bytes
  masked_text   text NOT NULL,               -- what git, the API and diffs show
  caps          jsonb NOT NULL,              -- what it means, per IP (record RenderedCaps)
  status        text NOT NULL CHECK (status IN ('candidate', 'applied', 'failed')),
  failure       text,
  git_commit    text,
  actor         text NOT NULL,
  reason        text,
  created_at    timestamptz NOT NULL,
  applied_at    timestamptz,
  UNIQUE (server_id, n)
);

-- A request that needs the host while its caller waits: adopt, inspect.
CREATE TABLE host_request (
  id          uuid PRIMARY KEY,
  server_id   uuid NOT NULL REFERENCES server (id),
  kind        text NOT NULL CHECK (kind IN ('adopt', 'inspect')),
  request     jsonb NOT NULL,
  actor       text NOT NULL,
  created_at  timestamptz NOT NULL,
  answered_at timestamptz,
  status      integer,                       -- HTTP status of the answer
  answer      jsonb
);

-- Wishes to wake a workflow or to tell people, written with the change that causes them and carried out after it.
CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text NOT NULL CHECK (topic IN ('wake-ip', 'wake-server', 'message')),
  key         text NOT NULL,                 -- address, server name, or the message's stable key
  payload     jsonb NOT NULL,
  created_at  timestamptz NOT NULL,
  not_before  timestamptz NOT NULL,
  attempts    integer NOT NULL DEFAULT 0,
  last_error  text,
  done_at     timestamptz
);
CREATE INDEX outbox_open ON outbox (topic, not_before) WHERE done_at IS NULL;

CREATE TABLE idempotency (
  key         text NOT NULL,
  actor       text NOT NULL,
  request     text NOT NULL,                 -- method, path and hash of the body
  status      integer NOT NULL,
  location    text,
  body        text NOT NULL,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (actor, key)
);

-- Insert-only tables refuse to be rewritten even by their owner.
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
-- Row-level security does not see TRUNCATE.
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% must not be truncated', TG_TABLE_NAME; END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['engine', 'tenant', 'server', 'carried_block', 'pool', 'sending_ip', 'hold', 'decision', 'audit',
                           'config_version', 'host_request', 'outbox', 'idempotency'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY scoped ON %I USING (app_scoped()) WITH CHECK (app_scoped())', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['pool', 'sending_ip', 'hold', 'decision', 'audit'] LOOP
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())', t);
  END LOOP;
  CREATE POLICY own_tenant ON tenant FOR SELECT USING (id = app_tenant());
END $$;
