package io.emailengine.activities.pmta.config.adopt;

/**
 * A virtual MTA or pool that stays in the operator's file, where it goes on working and can't be
 * managed. A warning with the same file and line says why.
 *
 * @param name as written
 * @param line of the opening tag, from 1
 */
public record StayingBlock(boolean isPool, String name, String file, int line) {}
