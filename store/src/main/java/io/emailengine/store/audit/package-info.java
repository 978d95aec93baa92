/** The append-only log of every change. */
@NullMarked
package io.emailengine.store.audit;

import org.jspecify.annotations.NullMarked;
