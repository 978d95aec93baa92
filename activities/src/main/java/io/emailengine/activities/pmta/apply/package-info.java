/** Making a PowerMTA host run what the rows say: intent, protocol, recovery, adoption. */
@NullMarked
package io.emailengine.activities.pmta.apply;

import org.jspecify.annotations.NullMarked;
