/** Who gets mail: pool membership and tenant quota shares. */
@NullMarked
package io.emailengine.workflows.pool;

import org.jspecify.annotations.NullMarked;
