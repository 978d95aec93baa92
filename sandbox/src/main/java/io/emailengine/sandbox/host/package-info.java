/** The simulated host: its files, its addresses, and the few commands that one can run on it. */
@NullMarked
package io.emailengine.sandbox.host;

import org.jspecify.annotations.NullMarked;
