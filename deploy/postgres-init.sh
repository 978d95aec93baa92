#!/bin/sh
# Runs once, when the database folder is empty: a login and databases for each of the two users.
# Neither login is superuser or exempt from row-level security.
set -eu

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v temporal="$TEMPORAL_DB_PASSWORD" -v engine="$ENGINE_DB_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'temporal';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE ROLE email_engine LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'engine';
CREATE DATABASE email_engine OWNER email_engine;
REVOKE ALL ON DATABASE temporal, temporal_visibility, email_engine FROM PUBLIC;
SQL
