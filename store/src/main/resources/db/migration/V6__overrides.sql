-- Overrides, rollbacks, answers to drift; servers that are gone; a history in git that any worker can rebuild.

ALTER TABLE host_request DROP CONSTRAINT host_request_kind_check;
ALTER TABLE host_request ADD CONSTRAINT host_request_kind_check
  CHECK (kind IN ('adopt', 'inspect', 'unadopt', 'override', 'rollback', 'accept'));
-- What a request has changed before the host has answered: from here its answer can be given, or the change undone.
ALTER TABLE host_request ADD COLUMN progress jsonb;
CREATE INDEX host_request_open ON host_request (server_id, created_at) WHERE answered_at IS NULL AND progress IS NOT NULL;

-- A server that is gone stays for its versions, decisions and audit; its name is free again.
ALTER TABLE server ADD COLUMN deleted_at timestamptz;
ALTER TABLE server DROP CONSTRAINT server_name_key;
CREATE UNIQUE INDEX server_name ON server (name) WHERE deleted_at IS NULL;

-- Place of an applied version in the one history of all servers. With it a commit is a function of the rows.
ALTER TABLE config_version ADD COLUMN history_seq bigint;
CREATE UNIQUE INDEX config_version_history ON config_version (history_seq);
UPDATE config_version SET git_commit = NULL;
