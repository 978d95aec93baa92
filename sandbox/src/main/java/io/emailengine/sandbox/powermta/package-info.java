/** The simulated PowerMTA: what it runs, what it prints, and how much mail it sends. */
@NullMarked
package io.emailengine.sandbox.powermta;

import org.jspecify.annotations.NullMarked;
