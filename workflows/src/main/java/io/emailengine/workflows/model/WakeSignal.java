package io.emailengine.workflows.model;

import org.jspecify.annotations.Nullable;

/** "Look at your row again", with a word for the reader of the history. */
public record WakeSignal(@Nullable String why) {}
