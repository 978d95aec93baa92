/** Answers kept for requests that come twice. */
@NullMarked
package io.emailengine.store.idempotency;

import org.jspecify.annotations.NullMarked;
