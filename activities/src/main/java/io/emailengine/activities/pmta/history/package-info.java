/** Every configuration that ran, as a commit in a local git repository. */
@NullMarked
package io.emailengine.activities.pmta.history;

import org.jspecify.annotations.NullMarked;
