/** Tells people by Telegram: the only place that knows its API, its limits and its token. */
@NullMarked
package io.emailengine.activities.telegram;

import org.jspecify.annotations.NullMarked;
