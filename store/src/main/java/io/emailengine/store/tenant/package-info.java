/** Tenants. */
@NullMarked
package io.emailengine.store.tenant;

import org.jspecify.annotations.NullMarked;
