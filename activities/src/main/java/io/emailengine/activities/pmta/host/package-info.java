/** Everything that is done on a PowerMTA host, as verbs behind one port, and that port over SSH. */
@NullMarked
package io.emailengine.activities.pmta.host;

import org.jspecify.annotations.NullMarked;
