@NullMarked
package io.emailengine.workflows;

import org.jspecify.annotations.NullMarked;
