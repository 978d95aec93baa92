/** Limits and checks that hold for every request. */
@NullMarked
package io.emailengine.api.web;

import org.jspecify.annotations.NullMarked;
