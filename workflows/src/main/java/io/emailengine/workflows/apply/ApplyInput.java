package io.emailengine.workflows.apply;

import org.jspecify.annotations.Nullable;

/**
 * Which host to write; {@code progress} is null on the first run. A run whose epoch is not the
 * row's ends itself.
 */
public record ApplyInput(String server, long epoch, @Nullable ApplyProgress progress) {}
