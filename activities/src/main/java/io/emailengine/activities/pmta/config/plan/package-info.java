/** Says what a new configuration would change, and refuses what nobody decided. */
@NullMarked
package io.emailengine.activities.pmta.config.plan;

import org.jspecify.annotations.NullMarked;
