/** Warm-up schedules, engine days and the counting of days: pure rules, no clock of their own. */
@NullMarked
package io.emailengine.workflows.schedule;

import org.jspecify.annotations.NullMarked;
