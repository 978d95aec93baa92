package io.emailengine.activities.ssh;

/**
 * A name in a folder.
 *
 * @param folder whether it is a folder itself; a link to one is none
 */
public record RemoteEntry(String name, boolean folder) {}
