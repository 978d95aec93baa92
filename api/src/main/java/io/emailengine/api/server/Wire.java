package io.emailengine.api.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The SSH protocol's way of writing numbers and strings (RFC 4251, section 5). */
final class Wire {
  private Wire() {}

  static void number(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }

  static void string(ByteArrayOutputStream out, byte[] bytes) {
    number(out, bytes.length);
    out.writeBytes(bytes);
  }
}
