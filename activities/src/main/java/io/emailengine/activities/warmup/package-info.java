/** What a warm-up asks of the database: is a step over, and what did a raw signal intend. */
@NullMarked
package io.emailengine.activities.warmup;

import org.jspecify.annotations.NullMarked;
