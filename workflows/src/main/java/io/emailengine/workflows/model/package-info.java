/** Values that cannot be wrong: addresses, names, caps, identifiers. */
@NullMarked
package io.emailengine.workflows.model;

import org.jspecify.annotations.NullMarked;
