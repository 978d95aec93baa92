/** The SSH server in front of the simulated host. */
@NullMarked
package io.emailengine.sandbox.ssh;

import org.jspecify.annotations.NullMarked;
