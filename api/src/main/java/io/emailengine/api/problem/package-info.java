/** Answers to requests that cannot be served, as RFC 9457 problems. */
@NullMarked
package io.emailengine.api.problem;

import org.jspecify.annotations.NullMarked;
