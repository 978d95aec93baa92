package io.emailengine.activities.ssh;

import java.time.Instant;

/**
 * What a host tells of a file.
 *
 * @param mode permission bits, such as {@code 0640}
 * @param size bytes
 * @param mtime to the second
 * @param folder whether it is a folder
 * @param link whether it is a symbolic link
 */
public record RemoteStat(
    int mode, int uid, int gid, long size, Instant mtime, boolean folder, boolean link) {}
