package io.emailengine.sandbox.grammar;

/** A source address, or range of them, and the name it greets with. */
public record SourceHost(String address, String hostName) {}
