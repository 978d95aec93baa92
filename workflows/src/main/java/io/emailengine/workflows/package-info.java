/**
 * The processes and the rules of the product: what happens to a sending IP and to a PowerMTA host,
 * and when.
 */
@NullMarked
package io.emailengine.workflows;

import org.jspecify.annotations.NullMarked;
