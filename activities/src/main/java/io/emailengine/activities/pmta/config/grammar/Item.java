package io.emailengine.activities.pmta.config.grammar;

/**
 * A piece of a configuration file: a line or a block of lines. Offsets are bytes of the file; the
 * items of one level follow each other without a gap.
 */
public sealed interface Item permits Line, Block {
  /** First byte. */
  int start();

  /** One past the last byte, the line end included. */
  int end();

  /** Number of the first line, from 1. */
  int line();
}
