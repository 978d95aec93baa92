/** Secrets at rest: sealed with a data key that a key file outside the database wraps. */
@NullMarked
package io.emailengine.store.seal;

import org.jspecify.annotations.NullMarked;
