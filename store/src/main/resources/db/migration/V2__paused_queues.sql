-- Virtual MTAs whose queues the engine has paused by runtime command; written before the command is sent. What a person paused by hand is not
-- in here and is never resumed by the engine.
CREATE TABLE paused_queue (
  server_id  uuid NOT NULL REFERENCES server (id),
  vmta       text NOT NULL,
  since      timestamptz NOT NULL,
  PRIMARY KEY (server_id, vmta)
);
ALTER TABLE paused_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE paused_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY scoped ON paused_queue USING (app_scoped()) WITH CHECK (app_scoped());
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON paused_queue FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();
