/** Sending IPs over REST: registering, looking, pausing and resuming. */
@NullMarked
package io.emailengine.api.ip;

import org.jspecify.annotations.NullMarked;
