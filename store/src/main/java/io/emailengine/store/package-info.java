/** What we want and what happened, in PostgreSQL; one package for each thing that is kept. */
@NullMarked
package io.emailengine.store;

import org.jspecify.annotations.NullMarked;
