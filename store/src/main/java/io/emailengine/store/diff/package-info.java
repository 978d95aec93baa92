/** The difference of two texts, for people. */
@NullMarked
package io.emailengine.store.diff;

import org.jspecify.annotations.NullMarked;
