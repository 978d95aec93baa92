/**
 * SSH as a library of its own: pinned host keys, reused connections, bounded commands, whole files.
 */
@NullMarked
package io.emailengine.activities.ssh;

import org.jspecify.annotations.NullMarked;
