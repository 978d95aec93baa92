/** The api's side of Temporal: asking a host's single writer for something and waiting for it. */
@NullMarked
package io.emailengine.api.temporal;

import org.jspecify.annotations.NullMarked;
