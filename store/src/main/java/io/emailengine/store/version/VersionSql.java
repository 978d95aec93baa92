package io.emailengine.store.version;

/** SQL shared by queries of this package. */
final class VersionSql {
  static final String SUMMARY =
      "id, n, generation, sha256, status, failure, git_commit, actor, reason, created_at, applied_at";

  private VersionSql() {}
}
