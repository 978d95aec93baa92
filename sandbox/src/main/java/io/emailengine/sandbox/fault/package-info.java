/** What can be made to go wrong on the simulated host while it runs. */
@NullMarked
package io.emailengine.sandbox.fault;

import org.jspecify.annotations.NullMarked;
