@NullMarked
package io.emailengine.sandbox;

import org.jspecify.annotations.NullMarked;
