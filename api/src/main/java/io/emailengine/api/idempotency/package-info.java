/** Requests that come twice get one effect and one answer. */
@NullMarked
package io.emailengine.api.idempotency;

import org.jspecify.annotations.NullMarked;
