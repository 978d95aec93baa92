-- Standby, retirement and draining; what is queued on a host; tenants that are gone.

-- Where an IP in standby or quarantine came from; its step and quota stay in their own columns.
ALTER TABLE sending_ip ADD COLUMN previous_state text CHECK (previous_state IN ('warming', 'active', 'resting'));
-- A retired IP stays in its host's configuration until nothing is queued for it any more.
ALTER TABLE sending_ip ADD COLUMN drained_at timestamptz;
UPDATE sending_ip SET drained_at = retired_at WHERE state = 'retired';
CREATE INDEX sending_ip_draining ON sending_ip (server_id) WHERE state = 'retired' AND drained_at IS NULL;
CREATE INDEX sending_ip_retired ON sending_ip (address, retired_at) WHERE state = 'retired';

-- Times of which no day counts in a warm-up, beside those of pauses: a standby, a pin below the step's cap.
CREATE TABLE uncounted_time (
  id          uuid PRIMARY KEY,
  tenant_id   uuid NOT NULL REFERENCES tenant (id),
  ip_id       uuid NOT NULL,
  cause       text NOT NULL,                 -- stable word: standby, pin, …
  since       timestamptz NOT NULL,
  ended_at    timestamptz,
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, ip_id) REFERENCES sending_ip (tenant_id, id)
);
CREATE UNIQUE INDEX uncounted_time_open ON uncounted_time (ip_id, cause) WHERE ended_at IS NULL;
CREATE INDEX uncounted_time_ip ON uncounted_time (ip_id, since);

-- An operator's virtual MTA whose IP is retired and drained: its own bytes again, and stopped until it is registered anew.
CREATE TABLE retired_vmta (
  server_id  uuid NOT NULL REFERENCES server (id),
  vmta       text NOT NULL,
  since      timestamptz NOT NULL,
  PRIMARY KEY (server_id, vmta)
);

-- What the last complete read of a host's queues said.
CREATE TABLE queue_read (
  server_id  uuid PRIMARY KEY REFERENCES server (id),
  read_at    timestamptz NOT NULL,
  queued     bigint NOT NULL
);

-- One virtual MTA in those reads. Rewritten only when something about it changes.
CREATE TABLE vmta_queue (
  server_id     uuid NOT NULL REFERENCES server (id),
  vmta          text NOT NULL,
  queued        bigint NOT NULL,
  empty_at      timestamptz,                 -- last read that found it empty, before what is queued now
  stopped_since timestamptz,                 -- since when it must not send; null: it may
  told_percent  integer NOT NULL DEFAULT 0,  -- of the time until bounces, people were told of
  backlog_since timestamptz,                 -- since when more is queued than can be sent in time
  PRIMARY KEY (server_id, vmta)
);

-- A tenant that is gone stays for its decisions and audit; its name is free again.
ALTER TABLE tenant ADD COLUMN deleted_at timestamptz;
ALTER TABLE tenant DROP CONSTRAINT tenant_slug_key;
CREATE UNIQUE INDEX tenant_slug ON tenant (slug) WHERE deleted_at IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['uncounted_time', 'retired_vmta', 'queue_read', 'vmta_queue'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY scoped ON %I USING (app_scoped()) WITH CHECK (app_scoped())', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', t);
  END LOOP;
  CREATE POLICY own_tenant ON uncounted_time USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant());
END $$;
