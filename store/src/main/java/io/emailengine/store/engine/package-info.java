/** The one row that says who this engine is, and the checks of a start. */
@NullMarked
package io.emailengine.store.engine;

import org.jspecify.annotations.NullMarked;
