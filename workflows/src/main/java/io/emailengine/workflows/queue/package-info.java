/**
 * What queued mail means: how old it gets behind a stop, and whether it can still be sent in time.
 */
@NullMarked
package io.emailengine.workflows.queue;

import org.jspecify.annotations.NullMarked;
