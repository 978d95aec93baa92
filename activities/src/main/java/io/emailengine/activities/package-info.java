@NullMarked
package io.emailengine.activities;

import org.jspecify.annotations.NullMarked;
