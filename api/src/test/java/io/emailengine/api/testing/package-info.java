/** What other rooms' tests need of the api's: the served document as a judge of answers. */
@NullMarked
package io.emailengine.api.testing;

import org.jspecify.annotations.NullMarked;
