/** Works out how to take over an existing PowerMTA configuration, or why not. */
@NullMarked
package io.emailengine.activities.pmta.config.adopt;

import org.jspecify.annotations.NullMarked;
