/** Intents about one IP, written the same way whoever asked: by the API, a raw signal or a rule. */
@NullMarked
package io.emailengine.store.intent;

import org.jspecify.annotations.NullMarked;
