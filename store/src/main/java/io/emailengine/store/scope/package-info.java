/** Who a transaction acts for, and the one hook that tells PostgreSQL's row-level security. */
@NullMarked
package io.emailengine.store.scope;

import org.jspecify.annotations.NullMarked;
