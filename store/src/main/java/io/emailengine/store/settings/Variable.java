package io.emailengine.store.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every documented variable, with the rule for its value. */
enum Variable {
  EMAIL_ENGINE_PORT(ValueRule.PORT),
  EMAIL_ENGINE_BIND(ValueRule.HOST),
  EMAIL_ENGINE_MANAGEMENT_PORT(ValueRule.PORT),
  EMAIL_ENGINE_MANAGEMENT_BIND(ValueRule.HOST),
  EMAIL_ENGINE_DATA_DIR(ValueRule.PATH),
  EMAIL_ENGINE_OPERATOR_KEY(ValueRule.KEY),
  EMAIL_ENGINE_SECRET_KEY_FILE(ValueRule.PATH),
  EMAIL_ENGINE_DB_URL(ValueRule.POSTGRES_URL),
  EMAIL_ENGINE_DB_USER(ValueRule.TEXT),
  EMAIL_ENGINE_DB_PASSWORD(ValueRule.TEXT),
  TEMPORAL_ADDRESS(ValueRule.HOST_PORT),
  TEMPORAL_NAMESPACE(ValueRule.NAMESPACE),
  EMAIL_ENGINE_TELEGRAM_URL(ValueRule.HTTP_URL),
  EMAIL_ENGINE_TELEGRAM_TOKEN(ValueRule.TELEGRAM_TOKEN),
  EMAIL_ENGINE_TELEGRAM_CHAT_ID(ValueRule.CHAT_ID),
  EMAIL_ENGINE_DAY(ValueRule.duration(Duration.ofMillis(100), Duration.ofDays(1))),
  EMAIL_ENGINE_MIN_RELOAD_INTERVAL(ValueRule.duration(Duration.ofMillis(10), Duration.ofHours(1))),
  EMAIL_ENGINE_SETTLE(ValueRule.duration(Duration.ZERO, Duration.ofSeconds(60))),

  EMAIL_ENGINE_DNS_RESOLVERS(ValueRule.HOST_PORTS, "blacklist and domain checks"),
  EMAIL_ENGINE_DNSBL_CATALOG(ValueRule.PATH, "blacklist checks"),
  EMAIL_ENGINE_BLACKLIST_INTERVAL(ValueRule.INTERVAL, "blacklist checks"),
  EMAIL_ENGINE_RECHECK_INTERVAL(ValueRule.INTERVAL, "blacklist checks"),
  EMAIL_ENGINE_CONFIRM_DELAY(ValueRule.INTERVAL, "blacklist checks"),
  EMAIL_ENGINE_DNSBL_POLITENESS(ValueRule.ON_OFF, "blacklist checks"),
  EMAIL_ENGINE_MAILWIZZ_DB_URL(ValueRule.MARIADB_URL, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_DB_USER(ValueRule.TEXT, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_DB_PASSWORD(ValueRule.TEXT, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_DB_TABLE_PREFIX(ValueRule.TABLE_PREFIX, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_API_URL(ValueRule.HTTP_URL, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_API_KEY(ValueRule.TEXT, "MailWizz"),
  EMAIL_ENGINE_MAILWIZZ_INTERVAL(ValueRule.INTERVAL, "MailWizz"),
  EMAIL_ENGINE_TRAFFIC_INTERVAL(ValueRule.INTERVAL, "traffic statistics"),
  EMAIL_ENGINE_WEBHOOK_URL(ValueRule.HTTP_URL, "webhooks"),
  EMAIL_ENGINE_WEBHOOK_SECRET(ValueRule.TEXT, "webhooks"),
  EMAIL_ENGINE_ALERT_GROUPING(ValueRule.INTERVAL, "alert grouping");

  static final String PREFIX = "EMAIL_ENGINE_";

  private final ValueRule rule;
  private final String notBuilt;

  Variable(ValueRule rule) {
    this(rule, "");
  }

  Variable(ValueRule rule, String notBuilt) {
    this.rule = rule;
    this.notBuilt = notBuilt;
  }

  ValueRule rule() {
    return rule;
  }

  /** What the variable belongs to, if that is not part of this version. */
  Optional<String> notBuilt() {
    return notBuilt.isEmpty() ? Optional.empty() : Optional.of(notBuilt);
  }

  /** The same setting as a property: {@code email-engine.data-dir}, {@code temporal.address}. */
  String property() {
    String name = name().startsWith(PREFIX) ? name().substring(PREFIX.length()) : name();
    String prefix = name().startsWith(PREFIX) ? "email-engine." : "";
    String rest = name.toLowerCase(Locale.ROOT).replace('_', prefix.isEmpty() ? '.' : '-');
    return prefix + rest;
  }

  static boolean isKnown(String name) {
    return Arrays.stream(values()).anyMatch(v -> v.name().equals(name));
  }
}
