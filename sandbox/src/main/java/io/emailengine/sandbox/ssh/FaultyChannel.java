package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file that is as slow and as full as the faults say. */
final class FaultyChannel implements SeekableByteChannel {
  /** What the system says of a full disk. */
  static final String NO_SPACE = "No space left on device";

  private final SeekableByteChannel real;
  private final Faults faults;
  private final Deadline deadline;

  FaultyChannel(SeekableByteChannel real, Faults faults, Deadline deadline) {
    this.real = real;
    this.faults = faults;
    this.deadline = deadline;
  }

  SeekableByteChannel real() {
    return real;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = real.read(target);
    faults.transfer(Math.max(0, read), deadline);
    return read;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int wanted = source.remaining();
    faults.transfer(wanted, deadline);
    int room = faults.room(wanted);
    if (room == wanted) {
      return real.write(source);
    }
    source.limit(source.position() + room);
    real.write(source);
    throw new IOException(NO_SPACE);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    real.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return real.isOpen();
  }

  @Override
  public void close() throws IOException {
    real.close();
  }
}
