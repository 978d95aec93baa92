/**
 * What a person may set from outside, checked once at start; plain code that every application
 * uses.
 */
@NullMarked
package io.emailengine.store.settings;

import org.jspecify.annotations.NullMarked;
