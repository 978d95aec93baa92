/** The contract as a document: {@code /v3/api-docs} and its page. */
@NullMarked
package io.emailengine.api.openapi;

import org.jspecify.annotations.NullMarked;
