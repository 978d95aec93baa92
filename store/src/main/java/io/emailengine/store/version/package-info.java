/** Every configuration that was rendered for a host. */
@NullMarked
package io.emailengine.store.version;

import org.jspecify.annotations.NullMarked;
