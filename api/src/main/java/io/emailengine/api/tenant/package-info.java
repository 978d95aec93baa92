/** Tenants over REST. */
@NullMarked
package io.emailengine.api.tenant;

import org.jspecify.annotations.NullMarked;
