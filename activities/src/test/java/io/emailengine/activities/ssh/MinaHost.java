package io.emailengine.activities.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Apache MINA's server in this JVM; its SFTP sees the folder as its root. */
final class MinaHost implements SshHost {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final ClientKeys keys = ClientKeys.generate();
  private final KeyPair hostKey;
  private final Path folder;
  volatile boolean diskFull;

  MinaHost(Path folder) {
    this.folder = folder;
    this.hostKey = MinaKeys.ed25519();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(authorized(keys.all()));
    server.setCommandFactory(
        (channel, command) ->
            command.contains(" no-status") ? new Statusless() : new LocalCommand(command));
    server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
    SftpSubsystemFactory sftp = new SftpSubsystemFactory();
    sftp.setFileSystemAccessor(new Accessor());
    server.setSubsystemFactories(List.of(sftp));
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublickeyAuthenticator authorized(List<String> privateKeys) {
    List<AuthorizedKeyEntry> entries =
        privateKeys.stream()
            .map(key -> AuthorizedKeyEntry.parseAuthorizedKeyEntry(SshKeys.publicLine(key)))
            .collect(Collectors.toList());
    try {
      return PublickeyAuthenticator.fromAuthorizedEntries("test", null, entries, null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public String user() {
    return "pmta";
  }

  @Override
  public String hostKey() {
    return PublicKeyEntry.toString(hostKey.getPublic());
  }

  @Override
  public ClientKeys keys() {
    return keys;
  }

  @Override
  public String folder() {
    return "/";
  }

  @Override
  public Path localFolder() {
    return folder;
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its channel without a word of how it ended, as a server does that is itself killed. */
  private static final class Statusless extends AbstractCommandSupport {
    Statusless() {
      super("no-status", null);
    }

    @Override
    public void run() {
      // Never called: it has ended at its start.
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
      channel.close(false);
    }
  }

  /** Lets the disk be full on demand. */
  private final class Accessor implements SftpFileSystemAccessor {
    @Override
    public SeekableByteChannel openFile(
        SftpSubsystemProxy subsystem,
        FileHandle handle,
        Path file,
        String name,
        Set<? extends OpenOption> options,
        FileAttribute<?>... attributes)
        throws IOException {
      SeekableByteChannel channel =
          SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options, attributes);
      return diskFull ? new FullDiskChannel(channel) : channel;
    }
  }

  private record FullDiskChannel(SeekableByteChannel channel) implements SeekableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      // MINA tells nothing but "General failure" of any other exception.
      throw new SftpException(SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, "disk full");
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return channel.read(bytes);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
