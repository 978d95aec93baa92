package io.emailengine.workflows.apply;

/** The server to work on, and the run that asks. */
public record ServerRef(String server, long epoch) {}
