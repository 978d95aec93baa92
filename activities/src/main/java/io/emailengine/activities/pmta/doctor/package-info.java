/** Looks whether a host is set up for the engine, and says how to set it up. */
@NullMarked
package io.emailengine.activities.pmta.doctor;

import org.jspecify.annotations.NullMarked;
