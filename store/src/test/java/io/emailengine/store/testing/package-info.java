/** A real PostgreSQL for tests, with the store on it. */
@NullMarked
package io.emailengine.store.testing;

import org.jspecify.annotations.NullMarked;
