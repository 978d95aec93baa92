@NullMarked
package io.emailengine.store;

import org.jspecify.annotations.NullMarked;
