/** PowerMTA's configuration language, read as strictly as its User's Guide describes it. */
@NullMarked
package io.emailengine.sandbox.grammar;

import org.jspecify.annotations.NullMarked;
