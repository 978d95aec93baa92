package io.emailengine.activities.ssh;

import java.time.Instant;

/**
 * A whole file as it was at one moment. The bytes are not copied: the receiver owns them.
 *
 * @param mode permission bits, such as {@code 0640}
 * @param size bytes
 * @param mtime to the second
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record RemoteFile(byte[] bytes, int mode, int uid, int gid, long size, Instant mtime) {}
