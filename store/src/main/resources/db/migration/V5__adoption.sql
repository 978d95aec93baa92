-- Adoption over several files, and giving a host back.

ALTER TABLE host_request DROP CONSTRAINT host_request_kind_check;
ALTER TABLE host_request ADD CONSTRAINT host_request_kind_check CHECK (kind IN ('adopt', 'inspect', 'unadopt'));
CREATE INDEX host_request_unanswered ON host_request (server_id, created_at) WHERE answered_at IS NULL;

-- What undoing the adoption of a host needs: the true bytes of the moved blocks, where they stood, the files as adoption left them.
CREATE TABLE adoption_record (
  server_id  uuid PRIMARY KEY REFERENCES server (id),
  body       bytea NOT NULL                 -- sealed
);

-- A change of the operator's own files that is under way. Written before the host is touched, gone when nothing of it is left to do.
CREATE TABLE host_change (
  server_id  uuid PRIMARY KEY REFERENCES server (id),
  id         uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('adopt', 'unadopt')),
  -- open: to be undone, unless it goes on at once; done: only what it needed is left to be cleared away
  phase      text NOT NULL CHECK (phase IN ('open', 'done')),
  -- candidate version, if the change writes one
  version    integer,
  actor      text NOT NULL,
  since      timestamptz NOT NULL
);

-- The operator's own files as adoption left them, or found them where it had nothing to do there.
CREATE TABLE operator_file (
  server_id  uuid NOT NULL REFERENCES server (id),
  path       text NOT NULL,
  sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (server_id, path)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['adoption_record', 'host_change', 'operator_file'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY scoped ON %I USING (app_scoped()) WITH CHECK (app_scoped())', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', t);
  END LOOP;
END $$;
