/** Wishes to wake workflows or tell people, written with the change that causes them. */
@NullMarked
package io.emailengine.store.outbox;

import org.jspecify.annotations.NullMarked;
