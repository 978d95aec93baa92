/** How values of the store are read and written by Spring Data JDBC. */
@NullMarked
package io.emailengine.store.jdbc;

import org.jspecify.annotations.NullMarked;
