/**
 * A simulated mail host for trying and testing: PowerMTA and its traffic behind a real SSH server.
 */
@NullMarked
package io.emailengine.sandbox;

import org.jspecify.annotations.NullMarked;
