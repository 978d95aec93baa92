/** Values kept as jsonb. */
@NullMarked
package io.emailengine.store.json;

import org.jspecify.annotations.NullMarked;
