@NullMarked
package io.emailengine.worker;

import org.jspecify.annotations.NullMarked;
