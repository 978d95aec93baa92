package io.emailengine.activities.ssh;

import java.nio.file.Path;

/** A running SSH server on loopback that runs real commands and has a folder to write to. */
public interface SshHost extends AutoCloseable {
  int port();

  String user();

  /** The line of its only host key, an ed25519 one. */
  String hostKey();

  /** Private key texts that it takes. */
  ClientKeys keys();

  /** The folder as SFTP names it, ending in a slash. */
  String folder();

  /** The same folder on this machine. */
  Path localFolder();

  default SshTarget target() {
    return target(keys().ed25519());
  }

  default SshTarget target(String privateKey) {
    return new SshTarget("127.0.0.1", port(), user(), hostKey(), privateKey);
  }

  @Override
  void close();

  /** One key of each kind that people have. */
  record ClientKeys(String ed25519, String ed25519Pkcs8, String rsaPkcs1, String rsaPkcs8) {
    static ClientKeys generate() {
      return new ClientKeys(
          SshKeys.generate().privateKey(),
          TestKeys.pkcs8(TestKeys.ed25519()),
          TestKeys.pkcs1(TestKeys.rsa()),
          TestKeys.pkcs8(TestKeys.rsa()));
    }

    java.util.List<String> all() {
      return java.util.List.of(ed25519, ed25519Pkcs8, rsaPkcs1, rsaPkcs8);
    }
  }
}
