-- The rest of the apply protocol: pins, and what the engine keeps in mind about a host from one run to the next.

-- An old version that a person made run again; the plan goes on once the pin is gone.
ALTER TABLE server ADD COLUMN pinned_version integer;
ALTER TABLE server ADD COLUMN pinned_by text;
ALTER TABLE server ADD COLUMN pinned_at timestamptz;
ALTER TABLE server ADD COLUMN pinned_reason text;
ALTER TABLE server ADD CONSTRAINT server_pin CHECK (
  (pinned_version IS NULL) = (pinned_by IS NULL) AND (pinned_version IS NULL) = (pinned_at IS NULL)
  AND (pinned_version IS NULL) = (pinned_reason IS NULL));

CREATE TABLE server_watch (
  server_id        uuid PRIMARY KEY REFERENCES server (id) ON DELETE CASCADE,
  told             text,                     -- reason of the trouble that people were told of and that only they can end
  silent_pauses    text,                     -- virtual MTAs whose pause command fails, as people were told
  -- the operator's own files: since when they are other ones than those that were last accepted
  files_sha        text,                     -- over all of them, as last seen
  files_changed_at timestamptz,
  -- stops laid over an engine's file that was edited by hand; written before the host is touched
  edit_sha         text,
  edit             bytea,                    -- sealed
  edit_stops       text,                     -- the virtual MTAs, by line
  -- the database is older than the host: no cap rises before this generation is applied
  no_rise_gen      bigint,
  -- reloads that put back what ran before, counted apart from the planned ones
  restore_day      bigint,
  restores_today   integer NOT NULL DEFAULT 0
);
ALTER TABLE server_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE server_watch FORCE ROW LEVEL SECURITY;
CREATE POLICY scoped ON server_watch USING (app_scoped()) WITH CHECK (app_scoped());
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON server_watch FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
