package io.emailengine.store.scope;

import java.util.UUID;

/** Who a transaction acts for. Row-level security shows and changes nothing without one. */
public sealed interface Scope {
  /** The engine's own work: everything of every tenant. */
  static Scope engine() {
    return Whole.ENGINE;
  }

  /** A person with the operator key: everything of every tenant. */
  static Scope operator() {
    return Whole.OPERATOR;
  }

  /** A tenant: its own rows. Servers, versions and the outbox are not seen. */
  static Scope tenant(UUID tenantId) {
    return new OneTenant(tenantId);
  }

  /** Value of the setting {@code app.scope}. */
  String scopeSetting();

  /** Value of the setting {@code app.tenant}. */
  String tenantSetting();

  /** Sees all tenants. */
  enum Whole implements Scope {
    ENGINE("engine"),
    OPERATOR("operator");

    private final String setting;

    Whole(String setting) {
      this.setting = setting;
    }

    @Override
    public String scopeSetting() {
      return setting;
    }

    @Override
    public String tenantSetting() {
      return "";
    }
  }

  /** Sees one tenant. */
  record OneTenant(UUID tenantId) implements Scope {
    @Override
    public String scopeSetting() {
      return "";
    }

    @Override
    public String tenantSetting() {
      return tenantId.toString();
    }
  }
}
