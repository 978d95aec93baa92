/** Who may call. */
@NullMarked
package io.emailengine.api.security;

import org.jspecify.annotations.NullMarked;
