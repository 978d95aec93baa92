/** Follows the includes of a PowerMTA configuration over all of its files. */
@NullMarked
package io.emailengine.activities.pmta.config.tree;

import org.jspecify.annotations.NullMarked;
