@NullMarked
package io.emailengine.api;

import org.jspecify.annotations.NullMarked;
