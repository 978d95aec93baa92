/** Hides the values of secret directives before text leaves the engine. */
@NullMarked
package io.emailengine.activities.pmta.config.mask;

import org.jspecify.annotations.NullMarked;
