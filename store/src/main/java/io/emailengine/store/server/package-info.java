/** PowerMTA hosts: what is wanted of them, what is known of them, and who may write them. */
@NullMarked
package io.emailengine.store.server;

import org.jspecify.annotations.NullMarked;
