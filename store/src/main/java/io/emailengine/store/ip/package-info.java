/** Sending IPs, their pools, the holds that lie on them and the decisions taken about them. */
@NullMarked
package io.emailengine.store.ip;

import org.jspecify.annotations.NullMarked;
