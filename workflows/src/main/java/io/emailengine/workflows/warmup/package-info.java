/** The six-week warm-up of one sending IP. */
@NullMarked
package io.emailengine.workflows.warmup;

import org.jspecify.annotations.NullMarked;
