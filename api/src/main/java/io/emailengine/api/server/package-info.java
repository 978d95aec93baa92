/** PowerMTA hosts over REST: registering, adopting, looking at what runs. */
@NullMarked
package io.emailengine.api.server;

import org.jspecify.annotations.NullMarked;
