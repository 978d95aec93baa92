@NullMarked
package io.emailengine.standalone;

import org.jspecify.annotations.NullMarked;
