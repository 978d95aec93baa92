/** Writes the engine's own configuration file, the same bytes for the same intent. */
@NullMarked
package io.emailengine.activities.pmta.config.render;

import org.jspecify.annotations.NullMarked;
