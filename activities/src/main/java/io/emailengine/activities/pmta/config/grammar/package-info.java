/** Reads PowerMTA configuration text without losing a byte. */
@NullMarked
package io.emailengine.activities.pmta.config.grammar;

import org.jspecify.annotations.NullMarked;
