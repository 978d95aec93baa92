/**
 * The one command: starts the database, Temporal, worker and API in one process and stops them in
 * order.
 */
@NullMarked
package io.emailengine.standalone;

import org.jspecify.annotations.NullMarked;
