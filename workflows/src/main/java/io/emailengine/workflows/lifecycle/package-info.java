/** The states of a sending IP, the moves between them, and the holds that lie on top. */
@NullMarked
package io.emailengine.workflows.lifecycle;

import org.jspecify.annotations.NullMarked;
