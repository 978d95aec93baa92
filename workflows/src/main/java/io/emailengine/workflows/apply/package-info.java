/**
 * The single writer of one PowerMTA host: what it should run, when it may be touched, and the port
 * that touches it.
 */
@NullMarked
package io.emailengine.workflows.apply;

import org.jspecify.annotations.NullMarked;
