package io.emailengine.store;

import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.settings.EngineSettings;
import java.time.Duration;

/**
 * What a composition root gives the store, as a bean.
 *
 * @param database the login must be neither superuser nor BYPASSRLS, and own (or be able to make)
 *     the schema
 * @param day length of one engine day; the same for the life of the database
 * @param key from {@link io.emailengine.store.settings.KeyFiles#secretKey}
 */
public record StoreSettings(EngineSettings.Database database, Duration day, SealingKey key) {}
